import { once } from 'node:events'
import { Agent, type IncomingMessage, request, type RequestOptions } from 'node:http'
import { connect } from 'node:net'
import { type AppRequest, type Failure, kinds, type Outcome, pathOf } from './requests.ts'

/** Of one request. */
const mostRepeats = 5

/** Sends requests to the application: some over connections that are kept, some over one that is made for it. */
export class Client implements Disposable {
  readonly #kept = new Agent({ keepAlive: true })
  readonly #fresh = new Agent({ keepAlive: false })
  readonly #port: number
  readonly #ledTo: (clientPort: number) => number | undefined
  /** Requests that were sent once more. */
  repeats = 0

  /** @param ledTo the port where a connection to `port` ended, by the port that it came from */
  constructor(port: number, ledTo: (clientPort: number) => number | undefined = () => port) {
    this.#port = port
    this.#ledTo = ledTo
  }

  /** Never rejects. */
  send(asked: AppRequest): Promise<Outcome> {
    // All kinds of requests go over the one as well as over the other.
    const agent = Math.floor(asked.id / kinds.length) % 2 === 0 ? this.#kept : this.#fresh
    return this.#send(asked, { agent })
  }

  /** As {@link send}; a request of which nothing was heard is sent again. */
  async sendSurely(asked: AppRequest): Promise<Outcome> {
    return this.#sendAgainIfUnheard(asked, await this.send(asked))
  }

  /** Connects to a port now. What it gives sends a request over that, as {@link sendSurely} does. */
  async visit(port: number): Promise<(asked: AppRequest) => Promise<Outcome>> {
    const socket = connect(port, '127.0.0.1').on('error', () => {})
    await once(socket, 'connect')
    return async (asked) => {
      return this.#sendAgainIfUnheard(asked, await this.#send(asked, { createConnection: () => socket }))
    }
  }

  /**
   * Sends a request over a new connection when its own has ended without a word of an answer. However orderly servers
   * leave, that happens: one closes an idle connection in the moment in which the client uses it, and with a port the
   * kernel closes the connections that nobody has accepted yet. Browsers do the same (RFC 9112, 9.3.1). That nothing
   * ran is what the test finds out: each request has to have come in once.
   */
  async #sendAgainIfUnheard(asked: AppRequest, first: Outcome): Promise<Outcome> {
    let outcome = first
    for (let n = 0; n < mostRepeats && outcome.how === 'cut' && !outcome.begun; n++) {
      this.repeats++
      outcome = await this.#send(asked, { agent: this.#fresh })
    }
    return outcome
  }

  #send(asked: AppRequest, way: Pick<RequestOptions, 'agent' | 'createConnection'>): Promise<Outcome> {
    const path = pathOf(asked)
    return new Promise((resolve) => {
      let from = 0
      const cut = (begun: boolean) => (): void => resolve({ how: 'cut', at: this.#ledTo(from), begun })
      const sent = request({ host: '127.0.0.1', port: this.#port, path, method: 'POST', ...way })
      sent.on('socket', (socket) => {
        const notePort = (): void => void (from = socket.localPort ?? 0)
        if (socket.connecting) socket.once('connect', notePort)
        else notePort()
      })
      sent.on('response', (response) => void read(response).then(resolve, cut(true)))
      sent.on('error', cut(false))
      sent.end()
    })
  }

  [Symbol.dispose](): void {
    this.#kept.destroy()
    this.#fresh.destroy()
  }
}

async function read(response: IncomingMessage): Promise<Outcome> {
  const by = String(response.headers.server)
  let body = ''
  for await (const chunk of response.setEncoding('utf8')) body += chunk as string
  const failure = body.indexOf('{')
  if (failure < 0) return { how: 'answered', by, body }
  return { how: 'failed', by, ...(JSON.parse(body.slice(failure)) as Failure) }
}
