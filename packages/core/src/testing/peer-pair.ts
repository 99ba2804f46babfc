import type { CloseName } from '../close.ts'
import type {
  CallMessage,
  GoAwayMessage,
  HelloMessage,
  NotifyMessage,
  OutgoingMessage,
  Role,
  StatusMessage,
  WelcomeMessage,
} from '../message.ts'
import type { IncomingCall } from '../peer/calls.ts'
import type { PeerHost, PeerListener } from '../peer/host.ts'
import type { OutgoingStream } from '../peer/outgoing-stream.ts'
import { Peer } from '../peer/peer.ts'

/** One end of a pair: a peer, and a list of what it was told and what it wrote. */
export class PeerEnd implements PeerHost, PeerListener {
  readonly peer: Peer
  /** What it wrote and the other end has not read. */
  readonly wire: OutgoingMessage[] = []
  readonly calls: IncomingCall[] = []
  readonly told: (HelloMessage | WelcomeMessage | StatusMessage | GoAwayMessage | NotifyMessage)[] = []
  readonly breaches: { close: CloseName; reason: string }[] = []
  /** How often it was told that no call is open after a GOAWAY. */
  quiet: number = 0
  /** What will not travel. */
  readonly dropped: unknown[] = []
  hasRoom: boolean = true
  itemRoom: boolean = true
  readonly isIdle: boolean = true
  theirMaxStreams: number = 256
  ourMaxStreams: number = 256
  /** The newest call that the other end was given. */
  #delivered = 0
  /** Runs at each call; default: it waits in {@link calls}. */
  serve: ((call: IncomingCall) => void) | undefined

  constructor(role: Role, now: number) {
    this.peer = new Peer(role, this, this, now)
  }

  send(message: OutgoingMessage): number {
    this.wire.push(message)
    return 1
  }
  wait(stream: OutgoingStream): void {
    stream.go()
  }
  abort(): boolean {
    return false
  }
  isCutting(): boolean {
    return false
  }
  drop(value: unknown): void {
    this.dropped.push(value)
  }
  onHello(hello: HelloMessage): void {
    this.told.push(hello)
  }
  onWelcome(welcome: WelcomeMessage): void {
    this.told.push(welcome)
  }
  onStatus(status: StatusMessage): void {
    this.told.push(status)
  }
  onGoAway(goAway: GoAwayMessage): void {
    this.told.push(goAway)
  }
  onNotify(notify: NotifyMessage): void {
    this.told.push(notify)
  }
  onCall(call: IncomingCall): void {
    if (this.serve === undefined) this.calls.push(call)
    else this.serve(call)
  }
  onQuiet(): void {
    this.quiet++
  }
  onBreach(close: CloseName, reason: string): void {
    this.breaches.push({ close, reason })
    this.close()
  }

  /** The connection is gone for good. */
  close(): void {
    this.peer.close((call) => call <= this.#delivered)
  }

  /** Lets the other end read what this one wrote, `count` messages or all. */
  deliver(to: PeerEnd, now: number, count: number = Infinity): void {
    for (const { type, ...rest } of this.wire) {
      if (type === 'call') this.#delivered = (rest as CallMessage).id
    }
    for (let n = 0; n < count; n++) {
      const message = this.wire.shift()
      if (message === undefined) return
      to.peer.receive(message, now)
    }
  }
}

/** Two peers with a list as the wire between them, through the handshake unless `fresh`. Time is what you say it is. */
export function peerPair(options: { fresh?: boolean; now?: number } = {}): {
  dialler: PeerEnd
  acceptor: PeerEnd
} {
  const now = options.now ?? 0
  const dialler = new PeerEnd('dialler', now)
  const acceptor = new PeerEnd('acceptor', now)
  if (options.fresh !== true) {
    const agent = 'test'
    dialler.peer.hello({ type: 'hello', versions: [1, 1], agent, instance: 'i', features: [], limits: {} })
    dialler.deliver(acceptor, now)
    const heartbeat = { interval: 0, misses: 2 }
    acceptor.peer.welcome({
      type: 'welcome',
      version: 1,
      agent,
      connection: 'c',
      features: [],
      limits: {},
      heartbeat,
    })
    acceptor.deliver(dialler, now)
  }
  return { dialler, acceptor }
}
