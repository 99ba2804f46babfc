import type { ErrorCode } from '@wsrpc/core'

/** How calls ended, each at its exact time. */
export class Ledger {
  begun = 0
  succeeded = 0
  /** In ms, of all, however they ended. */
  readonly latencies: number[] = []
  readonly failed = new Map<ErrorCode, number>()

  /** @param ms since the call began */
  settled(ms: number, code: ErrorCode | undefined): void {
    this.latencies.push(ms)
    if (code === undefined) this.succeeded++
    else this.failed.set(code, (this.failed.get(code) ?? 0) + 1)
  }

  /** The latency that so many of them are not over: 0.99 for the 99th percentile. In ms. */
  quantile(part: number): number {
    const sorted = this.latencies.toSorted((a, b) => a - b)
    return sorted[Math.ceil(sorted.length * part) - 1] ?? NaN
  }

  get p50(): number {
    return this.quantile(0.5)
  }
  get p99(): number {
    return this.quantile(0.99)
  }
}

/** For the line that a scenario prints: `12.3 ms`. */
export function ms(time: number): string {
  return `${time.toFixed(1)} ms`
}

/** `4.51 %` */
export function percent(part: number): string {
  return `${(100 * part).toPrecision(3)} %`
}
