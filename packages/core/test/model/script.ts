import type { RpcError } from '../../src/errors.ts'
import type { CallStreams } from '../../src/peer/call-streams.ts'
import type { OutgoingCall } from '../../src/peer/calls.ts'
import { closeStreams } from '../../src/stream/close-streams.ts'
import { digest } from './digest.ts'
import type { End } from './end.ts'

/** A call of the scenario. Each end that it is told is kept, so that a second one shows. */
export class ScriptedCall implements OutgoingCall {
  id = 0
  readonly method: string
  readonly params: readonly unknown[]
  readonly deadline: number = Infinity
  readonly meta: undefined = undefined
  streams: CallStreams | undefined = undefined
  readonly #tell: (what: string) => void
  #resolve: (value: unknown) => void = () => {}
  /** Its result; `undefined` when it got none. */
  readonly result: Promise<unknown> = new Promise((resolve) => {
    this.#resolve = resolve
  })
  #release: () => void = () => {}
  /** The streams in its result have ended. */
  readonly released: Promise<void> = new Promise((resolve) => {
    this.#release = resolve
  })

  constructor(method: string, params: readonly unknown[], tell: (what: string) => void) {
    this.method = method
    this.params = params
    this.#tell = tell
  }

  onResult(value: unknown, streaming: boolean): void {
    this.#tell(`${streaming ? 'a result with streams' : 'a result'}: ${digest(value)}`)
    this.#resolve(value)
  }
  onError(error: RpcError): void {
    this.#tell(`${error.code}, ${error.execution}: ${error.message} ${digest(error.data)}`)
    this.#resolve(undefined)
  }
  onRefused(reason: string): void {
    this.#tell(`refused: ${reason}`)
    closeStreams(this.params)
    this.#resolve(undefined)
  }
  onLost(written: boolean): void {
    this.#tell(`lost, ${written ? 'written' : 'not written'}`)
    closeStreams(this.params)
    this.#resolve(undefined)
  }
  onInterrupted(): void {}
  onReleased(): void {
    this.#tell('released')
    this.#release()
  }
  withdrawn(): void {
    this.#tell('withdrawn')
    closeStreams(this.params)
    this.#resolve(undefined)
  }
}

interface Latch {
  readonly open: () => void
  readonly opened: Promise<void>
}

/** What happens in a scenario, and what came of it: by names, so that two runs can be compared. */
export class Script {
  /** What each call was told, what each consumer read, and so on: in the order in which it happened to that name. */
  readonly outcome: Map<string, string[]> = new Map()
  readonly #latches = new Map<string, Latch>()
  /** Generators that were begun and are not over. */
  readonly running: Set<string> = new Set()

  note(name: string, what: string): void {
    const notes = this.outcome.get(name)
    if (notes === undefined) this.outcome.set(name, [what])
    else notes.push(what)
  }

  /** Waits for {@link open} of that name, which may have been before. */
  opened(name: string): Promise<void> {
    return this.#latch(name).opened
  }
  open(name: string): void {
    this.#latch(name).open()
  }

  /** A method runs. */
  ran(name: string, what = ''): void {
    this.note(`runs of ${name}`, `ran ${what}`)
    this.open(`run of ${name}`)
  }
  hasRun(name: string): Promise<void> {
    return this.opened(`run of ${name}`)
  }

  /** Every method of the scenario is told the name of its call first. */
  call(by: End, name: string, method: string, ...params: readonly unknown[]): ScriptedCall {
    const call = new ScriptedCall(method, [name, ...params], (what) => this.note(name, what))
    try {
      by.link.call(call)
    } catch (error) {
      this.note(name, `throws ${(error as RpcError).code}: ${(error as RpcError).message}`)
    }
    return call
  }

  cancel(by: End, call: ScriptedCall): void {
    if (by.link.peer.cancel(call)) call.withdrawn()
  }

  /** Reads a stream, `most` items of it, then breaks off. */
  async read(name: string, stream: unknown, most = Infinity): Promise<void> {
    let count = 0
    const note = `reader of ${name}`
    try {
      for await (const item of stream as AsyncIterable<unknown>) {
        this.note(note, digest(item))
        if (++count === most) break
      }
      this.note(note, count === most ? 'broke off' : 'the end')
    } catch (error) {
      this.note(note, `${(error as RpcError).code}: ${(error as RpcError).message}`)
    }
  }

  /** A source of items, and what its `finally` sees. */
  async *source(name: string, items: Iterable<unknown>, failure?: Error): AsyncGenerator<unknown> {
    let ending = 'broken off'
    this.running.add(name)
    try {
      for (const item of items) yield item
      ending = failure === undefined ? 'all given' : 'failed'
      if (failure !== undefined) throw failure
    } finally {
      this.running.delete(name)
      this.note(`source of ${name}`, ending)
    }
  }

  #latch(name: string): Latch {
    let latch = this.#latches.get(name)
    if (latch === undefined) {
      let open = (): void => {}
      const opened = new Promise<void>((resolve) => {
        open = resolve
      })
      this.#latches.set(name, (latch = { open, opened }))
    }
    return latch
  }
}
