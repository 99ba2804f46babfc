import type { Codec, Payload, Refs } from '../../codec/codec.ts'
import type { Limits } from '../../limits.ts'
import type { Message, OutgoingMessage } from '../../message.ts'
import type { DialectHost, DialectSession, Turn } from '../dialect.ts'
import { type Acknowledged, Incoming } from './incoming.ts'
import { Outgoing } from './outgoing.ts'

/** One connection of the native dialect: its two directions, and what each must know of the other. */
export class WsrpcSession implements DialectSession, Acknowledged {
  readonly #outgoing: Outgoing
  readonly #incoming: Incoming
  readonly #host: DialectHost
  #hasNews = false

  constructor(codec: Codec, host: DialectHost, limits: Limits) {
    this.#host = host
    this.#incoming = new Incoming(codec, limits, this)
    this.#outgoing = new Outgoing(codec, host, limits, this.#incoming)
  }

  get ourLimits(): Limits {
    return this.#incoming.limits
  }
  set ourLimits(limits: Limits) {
    this.#incoming.limits = limits
  }

  get theirLimits(): Limits {
    return this.#outgoing.limits
  }
  set theirLimits(limits: Limits) {
    this.#outgoing.limits = this.#outgoing.encoder.limits = limits
  }

  get refs(): Refs | undefined {
    return this.#incoming.refs
  }
  set refs(refs: Refs | undefined) {
    this.#incoming.refs = refs
  }

  get parts(): boolean {
    return this.#outgoing.parts
  }
  set parts(parts: boolean) {
    this.#outgoing.parts = parts
  }

  get keeps(): boolean {
    return this.#outgoing.ledger.keeps
  }
  set keeps(keeps: boolean) {
    this.#outgoing.ledger.keeps = keeps
  }

  get ignored(): number {
    return this.#incoming.ignored
  }

  write(message: OutgoingMessage): number {
    const { type } = message
    if (type === 'end' || type === 'fail') this.#outgoing.abort(message.id) // it comes in place of an item on its way
    const takesStreams = type === 'call' || type === 'result' || type === 'item'
    return this.#outgoing.write(message, takesStreams ? this.#incoming.refs : undefined)
  }

  flush(): void {
    this.#outgoing.flush()
    if (this.#incoming.owesAckNow) this.#outgoing.acknowledge()
  }

  sendBatch(): void {
    this.#outgoing.sendBatch()
  }

  get batched(): number {
    return this.#outgoing.encoder.count
  }

  get lazyItems(): number {
    return this.#outgoing.lazyItems
  }

  read(payload: Payload, receive: (message: Message, place: number) => void): void {
    this.#incoming.read(payload, receive)
    if (this.#hasNews) {
      this.#hasNews = false
      this.#outgoing.goOn()
    }
    if (this.#incoming.owesAckNow) this.#host.flushSoon()
  }

  acknowledged(count: number): void {
    this.#outgoing.acknowledged(count)
    this.#hasNews = true
  }

  get hasRoom(): boolean {
    return this.#outgoing.hasRoom
  }
  get itemRoom(): boolean {
    return this.#outgoing.itemRoom
  }
  get isIdle(): boolean {
    return this.#outgoing.isIdle
  }
  wait(turn: Turn): void {
    this.#outgoing.wait(turn)
  }
  isCutting(id: number): boolean {
    return this.#outgoing.isCutting(id)
  }
  abort(id: number): boolean {
    return this.#outgoing.abort(id)
  }

  get received(): number {
    return this.#incoming.received
  }
  get owesAck(): boolean {
    return this.#incoming.owesAck
  }
  get ackDelay(): number {
    return this.#incoming.ackDelay
  }
  acknowledge(): void {
    this.#outgoing.acknowledge()
  }
  canResume(received: number): boolean {
    return this.#outgoing.ledger.knows(received)
  }
  resume(received: number): void {
    this.#incoming.toldAll()
    this.#outgoing.resume(received)
  }
  arrivals(received?: number): (call: number) => boolean {
    return this.#outgoing.arrivals(received)
  }
}
