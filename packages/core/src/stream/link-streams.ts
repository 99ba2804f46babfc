import type { Refs } from '../codec/codec.ts'
import type { DescribeError } from '../peer/failures.ts'
import type { IncomingStream } from '../peer/incoming-stream.ts'
import type { Peer } from '../peer/peer.ts'
import { closeStreams } from './close-streams.ts'
import { StreamReader } from './remote-stream.ts'
import { type SourceOwner, sourceOf } from './source.ts'
import { type StreamAlarm, StreamBuffer } from './stream-buffer.ts'

/** What stands behind the streams in the values of one connection. */
export class LinkStreams implements Refs, SourceOwner {
  readonly describeError: DescribeError
  readonly #peer: Peer
  readonly #alarm: StreamAlarm
  /** Streams of the message that is being read, by the place of the frame that brought them. */
  #brought: { readonly place: number; readonly stream: IncomingStream }[] = []

  constructor(peer: Peer, alarm: StreamAlarm, describeError: DescribeError) {
    this.#peer = peer
    this.#alarm = alarm
    this.describeError = describeError
  }

  /** Asked for each value of a frame that is a stream. @throws RpcError when no more can be sent. */
  toId(value: object): number {
    const source = sourceOf(value)
    source.owner = this
    return this.#peer.produce(source)
  }

  drop(value: unknown): void {
    closeStreams(value)
  }

  fromId(id: number, place: number): StreamReader {
    const buffer = new StreamBuffer(this.#alarm)
    const stream = this.#peer.consume(id, buffer)
    buffer.bind(stream)
    this.#brought.push({ place, stream })
    return new StreamReader(buffer)
  }

  /** Whether the message that is being read brought none, or none that was not asked for yet. */
  get isEmpty(): boolean {
    return this.#brought.length === 0
  }

  /** The streams that the frame at this place brought. */
  broughtAt(place: number): readonly IncomingStream[] | undefined {
    const here = this.#brought.filter((one) => one.place === place)
    if (here.length === 0) return undefined
    this.#brought = this.#brought.filter((one) => one.place !== place)
    return here.map(({ stream }) => stream)
  }

  /** The message is read: streams of frames that mean nothing here are not wanted. */
  done(): void {
    if (this.#brought.length === 0) return
    for (const { stream } of this.#brought) stream.discard()
    this.#brought = []
  }
}
