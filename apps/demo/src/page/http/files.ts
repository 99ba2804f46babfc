import type { OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type Pool, type Remote, RpcError } from '@wsrpc/pool-node'
import type { Entry, Files } from '../../services.ts'
import { sendJson } from './answers.ts'
import { contentType } from './content-type.ts'
import { exactly } from './exactly.ts'
import { fileHeaders } from './headers.ts'
import { paced } from './pace.ts'

/** How long a call waits for a provider of Files, in ms. */
const patience = 10_000

/** Most entries of a folder whose sizes are asked for. */
const mostSizes = 300

/** How a file is wanted. */
export interface Wish {
  /** To be stored. */
  readonly download: boolean
  /** Bytes a second, as over a slow line; `undefined`: as fast as it goes. */
  readonly rate: number | undefined
}

/** Files over HTTP: each byte comes from a provider, through the pool. */
export class FilesOverHttp {
  readonly #files: Remote<Files>

  constructor(pool: Pool) {
    this.#files = pool.service<Files>('Files', { timeout: patience, idempotent: true })
  }

  /** The folder's entries, with the sizes of files. */
  async sendFolder(path: string, response: ServerResponse): Promise<void> {
    const entries = await this.#files.list(path)
    const sized = await Promise.all(entries.slice(0, mostSizes).map((entry) => this.#sized(path, entry)))
    sendJson(response, 200, { path, entries: [...sized, ...entries.slice(mostSizes)] })
  }

  /** What is known of a file before it is read. */
  async sendHead(path: string, wish: Wish, response: ServerResponse): Promise<void> {
    response.writeHead(200, headersOf(path, wish, await this.#sizeOf(path))).end()
  }

  /**
   * Chunk by chunk: the provider reads no faster than the browser takes. Ends early when the browser is gone, and breaks
   * the connection off when the file turns out shorter than it was.
   */
  async sendFile(path: string, wish: Wish, response: ServerResponse): Promise<void> {
    const size = await this.#sizeOf(path)
    // One chunk ahead and no more: all else waits at the provider. It closes the file, even if nothing was read from it.
    const chunks = Readable.from(await this.#files.read(path), { highWaterMark: 1 })
    response.writeHead(200, headersOf(path, wish, size))
    if (wish.rate === undefined) await pipeline(chunks, exactly(size), response)
    else await pipeline(chunks, exactly(size), paced(wish.rate), response)
  }

  async #sizeOf(path: string): Promise<number> {
    const { kind, size } = await this.#files.stat(path)
    if (kind !== 'file') throw new RpcError('INVALID_ARGUMENT', `'${path}' is a folder: list it`)
    return size
  }

  /** One that has gone meanwhile has no size. */
  async #sized(folder: string, entry: Entry): Promise<Entry & { readonly size?: number }> {
    if (entry.kind === 'folder') return entry
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`
    return this.#files.stat(path).then(
      ({ size }) => ({ ...entry, size }),
      () => entry,
    )
  }
}

function headersOf(path: string, { download }: Wish, size: number): OutgoingHttpHeaders {
  const name = encodeURIComponent(path.slice(path.lastIndexOf('/') + 1))
  return {
    ...fileHeaders,
    'Content-Type': contentType(path),
    'Content-Length': size,
    ...(download ? { 'Content-Disposition': `attachment; filename*=UTF-8''${name}` } : {}),
  }
}
