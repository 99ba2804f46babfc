import { closeCodes, ProtocolError } from '../../close.ts'
import { type Payload, type Refs, ValueError } from '../../codec/codec.ts'
import { isRpcError, RpcError } from '../../errors.ts'
import type { Limits } from '../../limits.ts'
import type { Message, OutgoingMessage, ResultMessage, Role } from '../../message.ts'
import type { DialectHost, DialectSession, Turn } from '../dialect.ts'
import { lackOf, unimplemented } from './unimplemented.ts'
import type { PlainReader, PlainSide, PlainWire } from './wire.ts'

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
      case 'result':
        return this.#write(this.#result(message), undefined)
      case 'call':
      case 'notify':
      case 'error':
      case 'refuse':
        return this.#write(this.#wire.encode(message), message.type === 'call' ? message.id : undefined)
      case 'cancel':
        // Without it the other side is not told: its answer is awaited all the same.
        return features.includes('cancel') ? this.#write(this.#wire.encode(message), undefined) : 0
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
    const payload = this.#wire.takeKept?.()
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

  /** The wire has a fault, and a stranger has found it: that ends the connection, and not the process, which has others. */
  #failed(cause: unknown): ProtocolError {
    const message = `the dialect ${this.#traits.name} failed at a message, where it should throw a ProtocolError`
    this.report(new RpcError('INTERNAL', message, { cause }))
    return new ProtocolError('internal', closeCodes.internal.meaning, { cause })
  }

  #result(message: ResultMessage): Payload | undefined {
    try {
      return this.#wire.encode(message)
    } catch (error) {
      // The caller is told the message and never the cause, which is for this side; all that a ValueError has is in the message.
      const isTold = !isRpcError(error) || error.cause === undefined || error.cause instanceof ValueError
      if (!isTold) this.report(error)
      throw error
    }
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

function ignore(): void {}
