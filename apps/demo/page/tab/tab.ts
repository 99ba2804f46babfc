import { poolUrl } from '../pool/feed.ts'
import type { FromWorker, ToWorker } from './messages.ts'

/** A tab can be on the way in, but not out: then it has a worker until that has left. */
export type TabState = 'out' | 'joining' | 'in' | 'leaving'

/** This tab's provider: a worker that is there as long as it serves. */
export class Tab {
  /** Told when it has changed. */
  onChange: () => void = () => {}
  /** Told why it is out again, if it did not mean to be. */
  onRefused: (reason: string) => void = () => {}
  readonly #token: string | undefined
  #worker: Worker | undefined
  #state: TabState = 'out'
  #connection = ''

  constructor(token: string | undefined) {
    this.#token = token
    // The browser is about to stop the page and its worker, or has let them go on: the pool should know. A tab that is
    // only hidden computes on. https://wicg.github.io/page-lifecycle/
    document.addEventListener('freeze', () => this.#tell({ kind: 'sleep' }))
    document.addEventListener('resume', () => this.#tell({ kind: 'wake' }))
  }

  get state(): TabState {
    return this.#state
  }

  /** The id of its connection; '' when it has none. */
  get connection(): string {
    return this.#connection
  }

  join(): void {
    if (this.#worker !== undefined) return
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })
    worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => this.#heard(data))
    worker.addEventListener('error', () => this.#end('the worker failed'))
    this.#worker = worker
    const device = matchMedia('(pointer: coarse)').matches ? 'phone' : 'computer'
    this.#tell({ kind: 'join', url: poolUrl('/pool/tiles'), token: this.#token, device })
    this.#become('joining')
  }

  pause(): void {
    this.#tell({ kind: 'pause' })
  }

  resume(): void {
    this.#tell({ kind: 'resume' })
  }

  leave(): void {
    if (this.#worker === undefined) return
    this.#tell({ kind: 'leave' })
    this.#become('leaving')
  }

  #heard(message: FromWorker): void {
    if (message.kind === 'left') return this.#end(message.reason)
    if (message.kind !== 'serving') return
    this.#connection = message.connection
    if (this.#state === 'joining') this.#become('in')
  }

  #end(reason: string): void {
    const wanted = this.#state === 'leaving'
    this.#worker?.terminate()
    this.#worker = undefined
    this.#become('out')
    if (!wanted) this.onRefused(reason)
  }

  #become(state: TabState): void {
    this.#state = state
    this.onChange()
  }

  #tell(message: ToWorker): void {
    this.#worker?.postMessage(message)
  }
}
