import type { ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type Pool, type Remote, RpcError } from '@wsrpc/pool-node'
import type { Entry, Files } from '../../services.ts'
import { sendJson } from './answers.ts'
import { contentType } from './content-type.ts'
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

  /** Chunk by chunk: the provider reads no faster than the browser takes. Ends early when the browser is gone. */
  async sendFile(path: string, wish: Wish, response: ServerResponse): Promise<void> {
    const { kind, size } = await this.#files.stat(path)
    if (kind !== 'file') throw new RpcError('INVALID_ARGUMENT', `'${path}' is a folder: list it`)
    const stream = await this.#files.read(path)
    const name = encodeURIComponent(path.slice(path.lastIndexOf('/') + 1))
    response.writeHead(200, {
      ...fileHeaders,
      'Content-Type': contentType(path),
      'Content-Length': size,
      ...(wish.download ? { 'Content-Disposition': `attachment; filename*=UTF-8''${name}` } : {}),
    })
    const bytes = wish.rate === undefined ? stream : paced(stream, wish.rate)
    // One chunk ahead and no more: all else waits at the provider.
    await pipeline(Readable.from(bytes, { highWaterMark: 1 }), response)
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
