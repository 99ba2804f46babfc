import { RpcError } from '../../src/errors.ts'
import type { Planner, StreamPlan } from './plans.ts'

/** Those who wait for the test, by what they wait for. */
export class Waiting {
  readonly #waiting: (() => void)[] = []
  /** From now on nobody waits. */
  #over = false

  wait(): Promise<void> {
    if (this.#over) return Promise.resolve()
    return new Promise((resolve) => {
      this.#waiting.push(resolve)
    })
  }

  get size(): number {
    return this.#waiting.length
  }

  release(at: number): void {
    this.#waiting.splice(at, 1)[0]?.()
  }

  releaseAll(): void {
    this.#over = true
    for (const resolve of this.#waiting.splice(0)) resolve()
  }
}

/** An item as it travels. */
interface Item {
  readonly of: string
  readonly n: number
  readonly pad: unknown
  readonly inner?: unknown
}

/** One that reads a stream: as fast as it is allowed to. */
interface Reader {
  readonly plan: StreamPlan
  allowed: number
  quits: boolean
  wake: (() => void) | undefined
}

/** Why a reader may get an error that its source did not throw. */
export type Excuse = (plan: StreamPlan, code: string) => boolean

/** All streams of a run: their sources and their readers, and what must be true of them. */
export class StreamModel {
  readonly #planner: Planner
  readonly #complain: (what: string) => void
  readonly #excuse: Excuse
  /** Sources that pause before an item, or before they are closed. */
  readonly pausing: Waiting = new Waiting()
  /** Sources that were begun and are not over. */
  readonly open: Set<string> = new Set()
  readonly readers: Reader[] = []
  /** Streams whose reader gave up: what their source still gives is not wanted. */
  readonly givenUp: Set<string> = new Set()
  /** How each source ended. */
  readonly endings: Map<string, string> = new Map()
  #unpaced = false

  constructor(planner: Planner, complain: (what: string) => void, excuse: Excuse) {
    this.#planner = planner
    this.#complain = complain
    this.#excuse = excuse
  }

  async *source(plan: StreamPlan): AsyncGenerator<Item> {
    if (this.endings.has(plan.name) || this.open.has(plan.name)) this.#complain(`${plan.name} is begun twice`)
    this.open.add(plan.name)
    let ending = 'broken off'
    try {
      for (const [n, { pad, inner, waits }] of plan.items.entries()) {
        if (waits) await this.pausing.wait()
        const item = { of: plan.name, n, pad: this.#planner.padOf(pad) }
        yield inner === undefined ? item : { ...item, inner: this.source(inner) }
      }
      ending = 'over'
      if (plan.fails) throw new RpcError('DATA_LOSS', plan.name)
    } finally {
      if (plan.closesSlowly) await this.pausing.wait()
      this.open.delete(plan.name)
      this.endings.set(plan.name, ending)
    }
  }

  /** Reads it as planned. @returns once it is over, however. */
  async read(plan: StreamPlan, stream: unknown): Promise<void> {
    if (plan.isIgnored) return
    const reader: Reader = { plan, allowed: 1, quits: false, wake: undefined }
    this.readers.push(reader)
    const items = (stream as AsyncIterable<unknown>)[Symbol.asyncIterator]()
    let got = 0
    const nested: Promise<void>[] = []
    try {
      for (;;) {
        if (reader.allowed === 0 && !this.#unpaced) await new Promise<void>((wake) => (reader.wake = wake))
        if (reader.quits || got === plan.readerTakes) {
          this.givenUp.add(plan.name)
          await items.return?.()
          break
        }
        reader.allowed--
        const { done, value } = await items.next()
        if (done === true) {
          if (got < plan.items.length || plan.fails) this.#complain(`${plan.name} ended after ${got} items`)
          break
        }
        this.#check(plan, got, value as Item)
        const { inner } = plan.items[got] ?? {}
        if (inner !== undefined) nested.push(this.read(inner, (value as Item).inner))
        got++
      }
    } catch (error) {
      this.#failed(plan, got, error)
    } finally {
      this.readers.splice(this.readers.indexOf(reader), 1)
    }
    await Promise.all(nested)
  }

  allow({ reader, items }: { readonly reader: Reader; readonly items: number }): void {
    reader.allowed += items
    reader.wake?.()
    reader.wake = undefined
  }

  quit(reader: Reader): void {
    reader.quits = true
    this.allow({ reader, items: 1 })
  }

  /** From now on all are as fast as they can. */
  unpace(): void {
    this.#unpaced = true
    for (const reader of this.readers) this.allow({ reader, items: 1 })
    this.pausing.releaseAll()
  }

  #check(plan: StreamPlan, got: number, { of, n, pad }: Item): void {
    if (of !== plan.name || n !== got)
      return this.#complain(`${plan.name}: item ${got} is item ${n} of ${of}`)
    const sent = this.#planner.padOf(plan.items[got]?.pad ?? 0)
    if (!isSame(sent, pad)) this.#complain(`${plan.name}: item ${got} is not what was sent`)
  }

  #failed(plan: StreamPlan, got: number, error: unknown): void {
    const { code, message } = error as RpcError
    if (code === 'DATA_LOSS' && message === plan.name) {
      if (!plan.fails || got < plan.items.length) this.#complain(`${plan.name} failed after ${got} items`)
      return
    }
    if (!this.#excuse(plan, code))
      this.#complain(`${plan.name} failed after ${got} items: ${code} ${message}`)
  }
}

/** Whether a pad is what was sent. */
export function isSame(a: unknown, b: unknown): boolean {
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b) === 0
  return a === b
}
