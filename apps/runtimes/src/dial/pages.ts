import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname } from 'node:path'

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
}

/** Serves pages and what they import on loopback, which is a secure context. */
export class Pages implements AsyncDisposable {
  readonly #server: Server

  private constructor(find: (path: string) => string | undefined) {
    this.#server = createServer((request, response) => {
      const { pathname } = new URL(request.url ?? '/', 'http://pages.invalid')
      const text = find(pathname)
      response.setHeader('Content-Type', types[extname(pathname)] ?? 'text/plain')
      response.writeHead(text === undefined ? 404 : 200).end(text)
    })
  }

  /** @param find the text of a path, if there is one. */
  static async serve(find: (path: string) => string | undefined): Promise<Pages> {
    const pages = new Pages(find)
    pages.#server.listen(0, '127.0.0.1')
    await once(pages.#server, 'listening')
    return pages
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close()
    this.#server.closeAllConnections()
    await once(this.#server, 'close')
  }
}

/** The text of a file, if it is there. */
export function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
