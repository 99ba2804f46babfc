import { maxBatchBytes, maxWireBytes, RpcError, Timer, type Transport } from '@wsrpc/core'
import type { DialFailure, Dialling, DialOutcome } from './dial/dial.ts'
import { type Ask, checkHeaders, checkToken, type ConnectSettings, type UrlSource } from './options.ts'
import type { Shared } from './shared.ts'
import { parseUrl, showUrl } from './url.ts'

/** Longest time from asking for the URL to an open socket, in ms. */
export const dialTimeout: number = 10_000

/** A socket that is open, and nothing was said yet. */
export interface OpenSocket {
  readonly transport: Transport
  readonly subprotocol: string
  readonly url: URL
  readonly token: string | undefined
}

/** Told one of the two, once; nothing after `abort`. */
export interface AttemptHost {
  onOpen(socket: OpenSocket): void
  onFailed(error: RpcError, retryAfter: number): void
}

/** One dial: asks for URL, token and headers, then opens a socket there. */
export class Attempt implements DialOutcome {
  readonly #shared: Shared
  readonly #settings: ConnectSettings
  readonly #host: AttemptHost
  readonly #timer: Timer
  #url: URL | undefined
  #token: string | undefined
  #dialling: Dialling | undefined
  #done = false

  constructor(shared: Shared, settings: ConnectSettings, host: AttemptHost) {
    this.#shared = shared
    this.#settings = settings
    this.#host = host
    this.#timer = new Timer(shared.alarm, () => this.#tooLate())
  }

  start(url: UrlSource): void {
    this.#timer.set(dialTimeout)
    void this.#dial(url).catch((cause: unknown) => {
      this.failed({ message: cause instanceof Error ? cause.message : String(cause), cause })
    })
  }

  abort(): void {
    if (this.#done) return
    this.#finish()
    this.#dialling?.abort()
  }

  opened(transport: Transport, subprotocol: string): void {
    if (this.#done) return transport.close(1000, '')
    const { dialect } = this.#settings
    const isBare = subprotocol === '' && dialect.bare === true
    if (!isBare && !dialect.subprotocols.includes(subprotocol)) {
      transport.terminate()
      const got = subprotocol === '' ? 'none' : `'${subprotocol}'`
      return this.failed({
        message: `we offered the subprotocol ${dialect.subprotocols.join(' or ')} and got ${got}: is it a wsrpc pool, and is that dialect bound there?`,
        code: 'FAILED_PRECONDITION',
      })
    }
    this.#finish()
    this.#host.onOpen({ transport, subprotocol, url: this.#url as URL, token: this.#token })
  }

  failed(failure: DialFailure): void {
    if (this.#done) return
    this.#finish()
    const { code = 'UNAVAILABLE', status, cause, retryAfter = 0 } = failure
    const where = this.#url === undefined ? '' : ` to ${showUrl(this.#url)}`
    const error = new RpcError(code, `can't connect${where}: ${failure.message}`, {
      execution: 'not-started',
      cause,
      ...(status === undefined ? {} : { data: { status } }),
    })
    this.#host.onFailed(error, retryAfter)
  }

  async #dial(source: UrlSource): Promise<void> {
    const { token, headers: headersSource, tls, webSocket, dialect } = this.#settings
    const url = parseUrl(await ask('url', source))
    this.#url = url
    const given = await ask('token', token)
    if (given !== undefined) checkToken(given)
    this.#token = given
    const headers = await ask('headers', headersSource)
    if (headers !== undefined) checkHeaders(headers)
    if (this.#done) return
    if (tls !== undefined && url.protocol !== 'wss:')
      throw new TypeError('tls needs a URL that begins with wss:')
    // Those that are spoken without one are others' dialects: whoever knows none of ours would refuse the dial.
    const protocols = dialect.bare === true ? [] : dialect.subprotocols
    // Where large values travel in parts, no message on the wire is as large as a value may be.
    const maxMessageBytes = dialect.features.includes('parts')
      ? maxWireBytes
      : this.#shared.limits.maxMessageBytes + maxBatchBytes
    this.#dialling = this.#shared.dial({ url, protocols, headers, tls, webSocket, maxMessageBytes }, this)
  }

  #tooLate(): void {
    this.#dialling?.abort()
    this.failed({ message: `no answer within ${dialTimeout / 1000} s` })
  }

  #finish(): void {
    this.#done = true
    this.#timer.clear()
  }
}

/** The value, or what the function of that name gives. */
async function ask<T>(name: string, source: Ask<T>): Promise<T> {
  if (typeof source !== 'function') return source
  try {
    return await (source as () => T | Promise<T>)()
  } catch (cause) {
    throw new Error(
      `the function ${name} failed: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause },
    )
  }
}
