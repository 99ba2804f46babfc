import { closeCodes, ProtocolError } from '../../close.ts'
import { type Payload, type Refs, ValueError } from '../../codec/codec.ts'
import { isRpcError, RpcError } from '../../errors.ts'
import type { Limits } from '../../limits.ts'
import type { Message, OutgoingMessage, Role } from '../../message.ts'
import type { DialectHost, DialectSession, Turn } from '../dialect.ts'
import { lackOf, unimplemented } from './unimplemented.ts'
import type { PlainMessage, PlainReader, PlainSide, PlainWire } from './wire.ts'

/** What a session has to know of its dialect. */
export interface PlainTraits {
  readonly name: string
  readonly features: readonly string[]
  wire(side: PlainSide): PlainWire
}

/**
 * One connection of a dialect that has calls, answers and little else: each message leaves as it is written, nothing is cut,
 * acknowledged or sent again, and what steers a connection is not said at all.
 */
export class PlainSession implements DialectSession, PlainSide, PlainReader {
  readonly role: Role
  ourLimits: Limits
  theirLimits: Limits
  refs: Refs | undefined
  parts: boolean = false
  keeps: boolean = false
  ignored: number = 0
  readonly lazyItems: number = 0
  readonly hasRoom: boolean = true
  readonly itemRoom: boolean = true
  readonly received: number = 0
  readonly owesAck: boolean = false
  readonly ackDelay: number = 0
  readonly #traits: PlainTraits
  readonly #host: DialectHost
  readonly #wire: PlainWire
  /** Calls that the wire keeps, or that found no socket. */
  readonly #unsent = new Set<number>()
  #receive: (message: Message, place: number) => void = ignore
  #telling = false

  constructor(traits: PlainTraits, host: DialectHost, limits: Limits, role: Role) {
    this.role = role
    this.ourLimits = this.theirLimits = limits
    this.#traits = traits
    this.#host = host
    this.#wire = traits.wire(this)
  }

  write(message: OutgoingMessage): number {
    const { name, features } = this.#traits
    const lack = lackOf(message, features)
    if (lack !== undefined) throw unimplemented(name, lack)
    switch (message.type) {
      case 'call':
      case 'notify':
      case 'result':
      case 'error':
      case 'refuse':
        return this.#write(this.#encode(message), message.type === 'call' ? message.id : undefined)
      case 'cancel':
        // Without it the other side is not told: its answer is awaited all the same.
        return features.includes('cancel') ? this.#write(this.#encode(message), undefined) : 0
      case 'goAway':
        // Nobody hears it, but the end of what is open matters from now on.
        this.#host.flushSoon()
        return 0
      default:
        return 0
    }
  }

  flush(): void {
    this.sendBatch()
    this.#host.onIdle()
  }

  sendBatch(): void {
    let payload: Payload | undefined
    try {
      payload = this.#wire.takeKept?.()
    } catch (thrown) {
      this.#fault(thrown)
      return this.#break()
    }
    if (payload !== undefined && this.#host.transmit(payload)) this.#unsent.clear()
  }

  get batched(): number {
    return this.#wire.kept ?? 0
  }

  get isIdle(): boolean {
    return this.batched === 0
  }

  read(payload: Payload, receive: (message: Message, place: number) => void): void {
    this.#receive = receive
    this.#telling = false
    try {
      this.#wire.decode(payload, this)
    } catch (error) {
      // What a listener throws is its own, and not the wire's.
      throw error instanceof ProtocolError || this.#telling ? error : this.#failed(error)
    } finally {
      this.#receive = ignore
    }
  }

  /** A stranger has found a fault in the wire. */
  #failed(cause: unknown): ProtocolError {
    this.#fault(cause)
    return new ProtocolError('internal', closeCodes.internal.meaning, { cause })
  }

  /** @throws RpcError not started, if somebody can be told of it: it is a call, or something else can be answered in its place. */
  #encode(message: PlainMessage): Payload | undefined {
    try {
      return this.#wire.encode(message)
    } catch (thrown) {
      const error = isRpcError(thrown) ? thrown : this.#fault(thrown)
      if (!isLastWord(message)) {
        if (message.type === 'result' && error === thrown) this.#tellCause(error)
        throw error
      }
      if (error === thrown) this.report(error)
      this.#break()
      return undefined
    }
  }

  /** The caller is told the message and never the cause, which is for this side; all that a ValueError has is in the message. */
  #tellCause(error: RpcError): void {
    if (error.cause !== undefined && !(error.cause instanceof ValueError)) this.report(error)
  }

  /** The wire threw what it may not throw: that ends its connection at most, and not the process, which has others. */
  #fault(cause: unknown): RpcError {
    const message = `the dialect ${this.#traits.name} has a fault: it threw what is neither an RpcError of encode nor a ProtocolError of decode`
    const error = new RpcError('INTERNAL', message, { execution: 'not-started', cause })
    this.report(error)
    return error
  }

  #break(): void {
    this.#host.onBreach?.('internal', closeCodes.internal.meaning)
  }

  #write(payload: Payload | undefined, call: number | undefined): number {
    const isSent = payload !== undefined && this.#host.transmit(payload)
    if (isSent && this.batched === 0) this.#unsent.clear() // all that was kept went with it
    if (!isSent && call !== undefined) this.#unsent.add(call)
    if (payload !== undefined) return payload.length
    if (this.batched > 0) this.#host.flushSoon()
    return 0
  }

  // ---- for the wire

  receive(message: Message): void {
    this.#telling = true
    this.#receive(message, 0)
    this.#telling = false
  }
  reply(payload: Payload): void {
    this.#host.transmit(payload)
  }
  ignore(): void {
    this.ignored++
  }
  report(error: RpcError): void {
    this.#host.onFault?.(error)
  }
  overloaded(): void {
    this.#host.onOverload()
  }

  // ---- what there is not

  wait(turn: Turn): void {
    turn.go()
  }
  isCutting(): boolean {
    return false
  }
  abort(): boolean {
    return false
  }
  acknowledge(): void {}
  canResume(): boolean {
    return false
  }
  resume(): void {}
  arrivals(): (call: number) => boolean {
    return (call) => !this.#unsent.has(call)
  }
}

/** Whether there is nothing that could be said in its place. */
function isLastWord(message: PlainMessage): boolean {
  return (
    message.type === 'cancel' ||
    message.type === 'refuse' ||
    (message.type === 'error' && message.data === undefined)
  )
}

function ignore(): void {}
