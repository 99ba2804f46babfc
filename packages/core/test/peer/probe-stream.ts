import type { RpcError } from '../../src/errors.ts'
import type { StreamSink } from '../../src/peer/incoming-stream.ts'
import type { OutgoingStream, StreamSource } from '../../src/peer/outgoing-stream.ts'

/** A source that gives an item when the test says so, and keeps what it was told. */
export class ProbeSource implements StreamSource {
  /** The stream that sends it now. */
  stream: OutgoingStream | undefined
  pulls = 0
  closes = 0
  /** How often it was attached, and let go. */
  attached = 0
  released = 0

  attach(stream: OutgoingStream): void {
    if (this.stream !== undefined) throw new TypeError('this source travels already')
    this.stream = stream
    this.attached++
  }
  release(): void {
    this.stream = undefined
    this.released++
  }
  pull(): void {
    this.pulls++
  }
  close(): void {
    this.closes++
  }
}

/** How a stream ended at its consumer, in words. */
export type SinkEnd = 'end' | 'lost' | { readonly fail: RpcError } | { readonly abort: RpcError }

/** A sink that keeps what it was told, so that a second end shows. */
export class ProbeSink implements StreamSink {
  /** How often it was told that its call has its answer. */
  rests = 0
  readonly items: unknown[] = []
  readonly sizes: number[] = []
  readonly ends: SinkEnd[] = []

  item(value: unknown, size: number): void {
    this.items.push(value)
    this.sizes.push(size)
  }
  end(): void {
    this.ends.push('end')
  }
  fail(error: RpcError): void {
    this.ends.push({ fail: error })
  }
  rest(): void {
    this.rests++
  }
  abort(error: RpcError): void {
    this.ends.push({ abort: error })
  }
  lost(): void {
    this.ends.push('lost')
  }
}
