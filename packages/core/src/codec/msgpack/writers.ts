import { Writer } from './writer.ts'

/** Most memory of writers that nobody has, in bytes: of some thousand that wrote little, or of 64 that wrote much. */
const mostSpare = 4 * 1024 * 1024

/**
 * The writers that no connection has now. One that has nothing to say needs none, and there may be many thousand such
 * connections. A slab has batches that are kept of one connection only, until all of them have arrived: else one that does
 * not acknowledge would keep the memory of all others.
 */
class Writers {
  readonly #spare: Writer[] = []
  #bytes = 0

  take(): Writer {
    const writer = this.#spare.pop()
    if (writer === undefined) return new Writer()
    this.#bytes -= writer.bytes.length
    return writer
  }

  /** Gives one back that has no open batch. */
  give(writer: Writer): void {
    const bytes = this.#bytes + writer.bytes.length
    if (bytes > mostSpare || writer.bytes.length === 0) return
    this.#bytes = bytes
    writer.refs = undefined // else it would keep the last connection that had it
    this.#spare.push(writer)
  }
}

export const writers: Writers = new Writers()

/** Stands for the writer of one that has none: it holds nothing, and is never written to. */
export const noWriter: Writer = new Writer()
