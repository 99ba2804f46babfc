import {
  Alarm,
  createClock,
  defaultLimits,
  type IncomingCall,
  json,
  Link,
  type LinkEnd,
  type LinkHost,
  msgpack,
  type OutgoingCall,
  type ResumeRequest,
  RpcError,
  type WelcomeMessage,
  WebSocketTransport,
  wsrpc,
} from '@wsrpc/core'
import { WebSocket } from 'ws'
import { deferred, type Deferred } from './deferred.ts'

const dialect = wsrpc(msgpack(), json())

/** What a dial says otherwise than the one before. */
export interface Dial {
  readonly url?: string
  readonly instance?: string
  readonly token?: string
  readonly subprotocol?: string
  readonly features?: readonly string[]
  /** Instead of what is right. */
  readonly resume?: Partial<ResumeRequest>
}

/** A provider that does step by step what a real one does by itself, so that a test can do it late, twice or wrong. */
export class Dialler {
  /** Its connection, over whatever socket. */
  link!: Link
  welcome!: WelcomeMessage
  /** Calls of the pool that are not answered, oldest first. */
  readonly calls: IncomingCall[] = []
  /** Every call that ever came. */
  readonly log: string[] = []
  readonly #alarm = new Alarm(createClock(globalThis))
  readonly #defaults: Required<Omit<Dial, 'resume'>>
  #wake: () => void = () => {}
  #interrupted = deferred<LinkEnd>()
  #ended = deferred<LinkEnd>()

  constructor(url: string, defaults: Omit<Dial, 'resume' | 'url'> = {}) {
    const { subprotocols, features } = dialect
    const subprotocol = subprotocols[0] as string
    this.#defaults = { url, instance: 'i', token: '', subprotocol, features, ...defaults }
  }

  /** Its socket is lost, and it may come back. */
  get interrupted(): Promise<LinkEnd> {
    return this.#interrupted.promise
  }

  get ended(): Promise<LinkEnd> {
    return this.#ended.promise
  }

  /** Resolves when so many calls of the pool are open here. */
  async having(count: number): Promise<void> {
    while (this.calls.length < count) await new Promise<void>((resolve) => (this.#wake = resolve))
  }

  answer(value: unknown): void {
    this.link.peer.answer(this.calls.shift() as IncomingCall, value)
  }

  /** Calls the pool. */
  call(method: string): Promise<unknown> {
    const answer = new Promise((resolve, reject) => {
      const fail = (what: string): void => reject(new RpcError('UNAVAILABLE', what))
      const call: OutgoingCall = {
        id: 0,
        method,
        params: [],
        deadline: Infinity,
        meta: undefined,
        streams: undefined,
        onResult: resolve,
        onError: reject,
        onRefused: fail,
        onLost: () => fail('lost'),
        onInterrupted: () => {},
        onReleased: () => {},
      }
      this.link.call(call)
    })
    answer.catch(() => {})
    return answer
  }

  /** For the first time. Resolves when the pool knows what it offers. */
  connect(): Promise<WelcomeMessage> {
    return this.#dial({})
  }

  /** Comes back: with the id, the secret and the count of its connection, as far as the dial says nothing else. */
  comeBack(dial: Dial = {}): Promise<WelcomeMessage> {
    this.link.interrupt()
    return this.#dial(dial)
  }

  /** The same, while its old socket is open: only where nothing can arrive there any more. */
  comeBackBeside(dial: Dial = {}): Promise<WelcomeMessage> {
    return this.#dial(dial)
  }

  /** Sends a HELLO that asks for the connection, and says what comes of it. */
  async #dial(dial: Dial): Promise<WelcomeMessage> {
    const { url, instance, token, subprotocol, features } = { ...this.#defaults, ...dial }
    const socket = new WebSocket(url, subprotocol)
    await new Promise((resolve, reject) => {
      socket.once('open', resolve)
      socket.once('error', reject)
    })
    const fresh = deferred<WelcomeMessage>()
    // At once: what was lost follows the WELCOME.
    const host = this.#host(fresh, (welcome) => this.#welcomed(link, welcome))
    const transport = new WebSocketTransport(socket)
    const limits = defaultLimits
    const link = new Link({
      role: 'dialler',
      dialect,
      subprotocol,
      transport,
      alarm: this.#alarm,
      limits,
      host,
    })
    const resume = this.#request(dial)
    link.peer.hello({
      type: 'hello',
      versions: [1, 1],
      agent: 'test',
      instance,
      features,
      limits: {},
      ...(token === '' ? {} : { token }),
      ...(resume === undefined ? {} : { resume }),
    })
    return fresh.promise
  }

  #welcomed(link: Link, welcome: WelcomeMessage): void {
    if (welcome.resumed === true) {
      this.link.interrupt()
      this.link.resume(link.release(), welcome.received as number)
    } else {
      this.link = link
      this.calls.length = 0
      link.established({ ...welcome, resumeWindow: welcome.resume?.window ?? 0 })
    }
    this.welcome = welcome
    this.#interrupted = deferred<LinkEnd>()
    this.link.peer.status({ type: 'status', services: { A: ['x'] }, concurrency: 10 })
  }

  #request({ resume }: Dial): ResumeRequest | undefined {
    if (this.welcome?.resume === undefined) return undefined
    const { connection } = this.welcome
    return { connection, secret: this.welcome.resume.secret, received: this.link.received, ...resume }
  }

  #host(fresh: Deferred<WelcomeMessage>, welcomed: (welcome: WelcomeMessage) => void): LinkHost {
    return {
      onWelcome: (welcome) => {
        welcomed(welcome)
        fresh.resolve(welcome)
      },
      onGoAway: () => {},
      onCall: (call) => {
        this.calls.push(call)
        this.log.push(`${call.method}(${call.params.join()})`)
        this.#wake()
      },
      onNotify: () => {},
      onInterrupted: (end) => this.#interrupted.resolve(end),
      onEnd: (end) => {
        fresh.reject(new RpcError('UNAVAILABLE', `${end.code} ${end.reason}`))
        this.#ended.resolve(end)
      },
    }
  }
}
