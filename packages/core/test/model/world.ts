import type { Codec } from '../../src/codec/codec.ts'
import { wsrpc } from '../../src/dialect/wsrpc/wsrpc.ts'
import type { Limits } from '../../src/limits.ts'
import type { Role } from '../../src/message.ts'
import { ManualClock } from '../../src/testing/manual-clock.ts'
import { End } from './end.ts'
import { ListTransport } from './wire.ts'

/** How the wire is cut, and how the connection goes on. */
export type Mending = 'counts' | 'handshake'

/** Lets everything happen that needs neither the wire nor time: it is all promises, and they are done before this. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

export function otherRole(role: Role): Role {
  return role === 'dialler' ? 'acceptor' : 'dialler'
}

/** Two ends, the wire between them, and time. */
export class World {
  readonly codec: Codec
  readonly clock: ManualClock = new ManualClock(1000)
  readonly dialler: End
  readonly acceptor: End
  wires: Record<Role, ListTransport>
  /** The dialler's end of the socket before: what is on its way there may arrive after another has taken its place. */
  stale: ListTransport | undefined
  /** How many messages of each end have arrived, on all sockets. */
  readonly delivered: Record<Role, number> = { dialler: 0, acceptor: 0 }

  /** Where the limits of both ends are not the usual ones. */
  readonly limits: Partial<Limits>

  constructor(codec: Codec, limits: Partial<Limits> = {}) {
    this.codec = codec
    this.limits = limits
    const [one, two] = ListTransport.pair()
    this.wires = { dialler: one, acceptor: two }
    const dialect = wsrpc(codec)
    const { clock } = this
    this.dialler = new End({ role: 'dialler', dialect, transport: one, clock, limits })
    this.acceptor = new End({ role: 'acceptor', dialect, transport: two, clock, limits })
  }

  get ends(): readonly End[] {
    return [this.dialler, this.acceptor]
  }

  /** The handshake, which no test here is about. */
  async open(): Promise<void> {
    this.dialler.greet()
    await settled()
    this.wires.dialler.deliver()
    await settled()
    this.wires.acceptor.deliver()
  }

  waiting(from: Role): number {
    return this.wires[from].queue.length
  }

  /** The oldest message of that end arrives. */
  deliver(from: Role): void {
    this.delivered[from]++
    this.wires[from].deliver()
  }

  /** Whether there is a connection that may go on. */
  get stands(): boolean {
    return this.ends.every(({ link }) => link.ended === undefined)
  }

  /** The socket is lost, and both ends see it. */
  cut(): void {
    this.wires.dialler.cut()
    this.wires.acceptor.cut()
  }

  /** Only one end sees it. What it sent and is on the way may still arrive, but nothing reaches it. */
  cutFor(role: Role): void {
    this.wires[otherRole(role)].queue.length = 0
    this.wires[role].terminate()
  }

  /** Another socket. The count of each end is told to the other as the handshake would. */
  async mend(how: Mending): Promise<void> {
    if (how === 'counts') {
      const count = this.acceptBack()
      this.comeBack(count)
      return
    }
    const [one, two] = ListTransport.pair()
    this.wires = { dialler: one, acceptor: two }
    this.acceptor.openDoor(two)
    this.dialler.knock(one)
    await settled()
    one.deliver()
    await settled()
    two.deliver()
  }

  /** HELLO has arrived: the acceptor goes on. @returns its count, which is in WELCOME. */
  acceptBack(): number {
    const { dialler, acceptor } = this
    this.stale = this.wires.dialler
    dialler.link.interrupt()
    acceptor.link.interrupt()
    const [one, two] = ListTransport.pair()
    this.wires = { dialler: one, acceptor: two }
    const { received } = dialler.link
    if (!acceptor.link.canResume(received)) throw new Error(`the acceptor can't resume from ${received}`)
    const count = acceptor.link.received
    acceptor.link.resume(two, received)
    return count
  }

  /** WELCOME has arrived: so does the dialler. */
  comeBack(count: number): void {
    const { link } = this.dialler
    if (!link.canResume(count)) throw new Error(`the dialler can't resume from ${count}`)
    link.resume(this.wires.dialler, count)
  }

  /** What must be 0 once everything has come to its end. */
  leftovers(): unknown {
    return this.ends.map(({ role, link, gate, alarm }) => ({
      role,
      outgoing: link.peer.outgoing,
      incoming: link.peer.incoming,
      streams: link.peer.streams,
      slots: gate.running + gate.waiting,
      waiting: alarm.size,
      unsent: link.isIdle ? 0 : 1,
    }))
  }

  /** How many messages of each end the other has not acknowledged, as far as a look from outside can tell. */
  unacknowledged(): unknown {
    return this.ends.map(({ role, link }) => {
      const { received } = role === 'dialler' ? this.acceptor.link : this.dialler.link
      if (!link.canResume(received)) return `what the other end of the ${role} received is more than it sent`
      let oldest = received
      while (oldest > 0 && link.canResume(oldest - 1)) oldest--
      let newest = received
      while (link.canResume(newest + 1)) newest++
      return newest - oldest
    })
  }
}

export const nothingLeft: unknown = ['dialler', 'acceptor'].map((role) => ({
  role,
  outgoing: 0,
  incoming: 0,
  streams: 0,
  slots: 0,
  waiting: 0,
  unsent: 0,
}))
