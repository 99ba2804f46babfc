import type { RpcError } from '../../src/errors.ts'
import { Alarm } from '../../src/link/alarm.ts'
import type { CallMeta } from '../../src/message.ts'
import type { DescribeError } from '../../src/peer/failures.ts'
import type { ServedCall } from '../../src/service/context.ts'
import { Gate } from '../../src/service/gate.ts'
import type { Interceptor } from '../../src/service/interceptors.ts'
import { Registry } from '../../src/service/registry.ts'
import { Server } from '../../src/service/serve.ts'
import { ManualClock } from '../../src/testing/manual-clock.ts'
import { type PeerEnd, peerPair } from '../../src/testing/peer-pair.ts'
import { type Ending, ProbeCall } from '../peer/probe-call.ts'

export interface ServingOptions {
  readonly capacity?: number
  readonly interceptors?: readonly Interceptor<ServedCall>[]
  readonly describeError?: DescribeError
  readonly identity?: unknown
  readonly methods?: readonly string[]
  /** Runs at each report, which is kept before. */
  readonly onReport?: () => void
}

/** A service `S` at one end of a pair of peers, called from the other. */
export class Serving {
  readonly clock: ManualClock = new ManualClock(1000)
  readonly alarm: Alarm = new Alarm(this.clock)
  readonly gate: Gate
  readonly registry: Registry = new Registry()
  readonly caller: PeerEnd
  readonly callee: PeerEnd
  readonly server: Server
  readonly reports: RpcError[] = []

  constructor(service: object, options: ServingOptions = {}) {
    const { capacity = 8, identity, methods, onReport, ...rest } = options
    const { registry } = this
    registry.register('S', service, methods === undefined ? {} : { methods })
    this.gate = new Gate(capacity)
    this.server = new Server({
      registry,
      alarm: this.alarm,
      gate: this.gate,
      report: (error) => {
        this.reports.push(error)
        onReport?.()
      },
      ...rest,
    })
    const { dialler, acceptor } = peerPair({ now: this.clock.now() })
    this.caller = acceptor
    this.callee = dialler
    this.callee.serve = (call) => this.server.call(this.callee.peer, call, identity)
    this.callee.onNotify = (notify) => this.server.notify(notify, identity)
  }

  /** Sends a call and lets it arrive. */
  send(method: string, params: readonly unknown[] = [], deadline = Infinity, meta?: CallMeta): ProbeCall {
    const call = new ProbeCall(method, params, deadline, meta)
    this.caller.peer.call(call, this.clock.now())
    this.deliver()
    return call
  }

  notify(method: string, ...params: readonly unknown[]): void {
    this.caller.peer.notify(method, params, undefined)
    this.deliver()
  }

  cancel(call: ProbeCall): void {
    this.caller.peer.cancel(call)
    this.deliver()
  }

  /** What one end wrote arrives at the other; then what that wrote. */
  deliver(): void {
    this.caller.deliver(this.callee, this.clock.now())
    this.callee.deliver(this.caller, this.clock.now())
  }

  /** Calls, and waits until it ended. */
  async call(method: string, ...params: readonly unknown[]): Promise<Ending> {
    const call = this.send(method, params)
    await this.settled()
    if (call.ends.length !== 1) throw new Error(`${method} ended ${call.ends.length} times`)
    return call.ends[0] as Ending
  }

  async settled(): Promise<void> {
    for (let n = 0; n < 20; n++) await Promise.resolve()
    this.deliver()
  }

  /** What must be so when no method runs: no slot, no timer, no call. */
  get leftovers(): unknown {
    return {
      running: this.gate.running,
      waiting: this.alarm.size,
      timers: this.clock.timers,
      calls: this.callee.peer.incoming + this.caller.peer.outgoing,
    }
  }
}

export const nothingLeft: unknown = { running: 0, waiting: 0, timers: 0, calls: 0 }

/** An object with a `then` of its own, as some libraries return. */
export function thenable(then: unknown): object {
  // oxlint-disable-next-line unicorn/no-thenable -- what it is for
  return { then }
}

/** A promise and what settles it. */
export function deferred<T = unknown>() {
  let resolve!: (value: T) => void
  let reject!: (error: unknown) => void
  const promise = new Promise<T>((...both) => ([resolve, reject] = both))
  return { promise, resolve, reject }
}
