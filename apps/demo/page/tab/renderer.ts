import { RpcError } from '@wsrpc/provider/browser'
import { checkJob } from '../../src/check-job.ts'
import type { TileJob } from '../../src/services.ts'
import type { FromWorker, ToWorker } from './messages.ts'

interface Asked {
  resolve(pixels: Uint8Array): void
  reject(error: RpcError): void
}

/** Has tiles computed by a worker, which is there only as long as it is needed. */
export class Renderer {
  /** Told when the worker can't work here. */
  onBroken: () => void = () => {}
  readonly #asked = new Map<number, Asked>()
  #worker: Worker | undefined
  #last = 0
  #rests = false

  /**
   * The pixels of a tile: red, green, blue; row by row.
   *
   * @throws RpcError INVALID_ARGUMENT for a job that is none; what {@link giveUp} was told; INTERNAL when the worker
   * fails, or nobody waits any more.
   */
  async render(job: TileJob, signal: AbortSignal): Promise<Uint8Array> {
    checkJob(job)
    const id = ++this.#last
    const cancel = (): void => this.#tell({ kind: 'cancel', id })
    signal.addEventListener('abort', cancel)
    try {
      return await new Promise<Uint8Array>((resolve, reject) => {
        this.#asked.set(id, { resolve, reject })
        this.#worker ??= this.#start()
        this.#tell({ kind: 'render', id, job })
      })
    } finally {
      signal.removeEventListener('abort', cancel)
      this.#asked.delete(id)
      this.#endIfIdle()
    }
  }

  /** Nothing new is expected: the worker ends with what it has in hand. */
  rest(): void {
    this.#rests = true
    this.#endIfIdle()
  }

  wake(): void {
    this.#rests = false
  }

  /** Ends the worker now. Those who wait get the error. */
  giveUp(error: RpcError): void {
    this.#end()
    for (const asked of this.#asked.values()) asked.reject(error)
  }

  #start(): Worker {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })
    worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => this.#heard(data))
    worker.addEventListener('error', () => {
      this.giveUp(new RpcError('INTERNAL', 'the worker failed'))
      this.onBroken()
    })
    return worker
  }

  #heard(message: FromWorker): void {
    const asked = this.#asked.get(message.id)
    if (message.kind === 'rendered') asked?.resolve(message.pixels)
    else asked?.reject(new RpcError('INTERNAL', message.problem))
  }

  #tell(message: ToWorker): void {
    this.#worker?.postMessage(message)
  }

  #endIfIdle(): void {
    if (this.#rests && this.#asked.size === 0) this.#end()
  }

  #end(): void {
    this.#worker?.terminate()
    this.#worker = undefined
  }
}
