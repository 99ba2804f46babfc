import { bucketCount, bucketOf, longest, startOf } from './buckets.ts'

/** How many latencies were below `upTo`, in ms, and not below the `upTo` before it. */
export type Bucket = readonly [upTo: number, count: number]

/** Latencies as plain data, in ms. All zero when there are none. */
export interface LatencyStats {
  readonly count: number
  readonly mean: number
  readonly p50: number
  readonly p90: number
  readonly p95: number
  readonly p99: number
  readonly max: number
  /** Those that are not empty, shortest first. */
  readonly buckets: readonly Bucket[]
}

/**
 * Latencies in ms, 1 µs to a day; what is longer or shorter counts as these. Takes 2.2 KiB whatever it holds. A quantile
 * is wrong by at most 1/16, or by half a µs below 8 µs; the mean and the maximum are exact.
 */
export class Histogram {
  // Doubles: in a process that runs for months, 32 bits would run over.
  readonly #counts = new Float64Array(bucketCount)
  #count = 0
  #sum = 0
  #max = 0

  /** Costs the same for every latency, and allocates nothing. What is no number counts as 0. */
  record(ms: number): void {
    const micros = ms > 0 ? Math.min(ms * 1000, longest) : 0
    this.#counts[bucketOf(micros)]!++
    this.#count++
    this.#sum += micros
    if (micros > this.#max) this.#max = micros
  }

  get count(): number {
    return this.#count
  }

  /** In ms; NaN when empty. */
  get mean(): number {
    return this.#sum / 1000 / this.#count
  }

  /** In ms; NaN when empty. */
  get max(): number {
    return this.#count === 0 ? NaN : this.#max / 1000
  }

  /**
   * The latency that a part `q` of all is not above, in ms; NaN when empty. Walks over the buckets: for statistics, not
   * for every call.
   *
   * @param q 0 … 1: 0.95 for the 95th percentile.
   */
  quantile(q: number): number {
    const rank = Math.max(1, Math.ceil(q * this.#count))
    if (rank >= this.#count) return this.max
    let bucket = 0
    for (let below = this.#counts[0]!; below < rank; below += this.#counts[bucket]!) bucket++
    // Half way through the bucket, so that it is wrong by half its width at most.
    const middle = (startOf(bucket) + startOf(bucket + 1)) / 2
    return Math.min(middle, this.#max) / 1000
  }

  /** Those that are not empty, shortest first: for dashboards. */
  buckets(): readonly Bucket[] {
    const filled: Bucket[] = []
    this.#counts.forEach((count, bucket) => {
      if (count > 0) filled.push([startOf(bucket + 1) / 1000, count])
    })
    return filled
  }

  /** All that another one holds comes on top. */
  add(other: Histogram): void {
    for (let bucket = 0; bucket < bucketCount; bucket++) this.#counts[bucket]! += other.#counts[bucket]!
    this.#count += other.#count
    this.#sum += other.#sum
    this.#max = Math.max(this.#max, other.#max)
  }

  clear(): void {
    this.#counts.fill(0)
    this.#count = this.#sum = this.#max = 0
  }

  snapshot(): LatencyStats {
    const count = this.#count
    if (count === 0) return { count, mean: 0, p50: 0, p90: 0, p95: 0, p99: 0, max: 0, buckets: [] }
    const { mean, max } = this
    const [p50, p90] = [this.quantile(0.5), this.quantile(0.9)]
    const [p95, p99] = [this.quantile(0.95), this.quantile(0.99)]
    return { count, mean, p50, p90, p95, p99, max, buckets: this.buckets() }
  }
}
