import { littleAckDelay } from '../../src/limits.ts'
import type { LinkPair, PairOptions } from '../link/link-pair.ts'
import { linkPair, settled } from '../link/link-pair.ts'
import type { IncomingCall } from '../../src/peer/calls.ts'
import type { RemoteStream } from '../../src/stream/remote-stream.ts'
import { ProbeCall } from '../peer/probe-call.ts'

/** A stream that went from the callee to the caller, as the result of a call. */
export interface Streaming extends LinkPair {
  readonly call: ProbeCall
  readonly incoming: IncomingCall
  readonly stream: RemoteStream<unknown>
}

/** Lets streams of the platform go on too: some of them wait for the event loop. */
export async function turned(): Promise<void> {
  for (let n = 0; n < 20; n++) {
    await new Promise((resolve) => setImmediate(resolve))
    await settled()
  }
}

/** A call whose patience for items is limited. */
export class PatientCall extends ProbeCall {
  override readonly idleTimeout: number | undefined

  constructor(idleTimeout: number | undefined) {
    super()
    this.idleTimeout = idleTimeout
  }
}

/** Sends a value as the result of a call, and gets what arrived. */
export async function streaming(
  value: unknown,
  options: PairOptions & { readonly idleTimeout?: number } = {},
): Promise<Streaming> {
  const pair = await linkPair(options)
  const { dialler: callee, acceptor: caller } = pair
  const call = caller.call(new PatientCall(options.idleTimeout))
  await settled()
  const [incoming] = callee.calls.splice(0) as [IncomingCall]
  callee.link.peer.answer(incoming, value)
  await settled()
  const [end] = call.ends
  if (end?.kind !== 'result') throw new Error(`it ended as ${JSON.stringify(end)}`)
  return { ...pair, call, incoming, stream: end.value as RemoteStream<unknown> }
}

/** All items, and how it ended. */
export async function drained(
  stream: AsyncIterable<unknown>,
): Promise<{ items: unknown[]; error?: unknown }> {
  const items: unknown[] = []
  try {
    for await (const item of stream) items.push(item)
    return { items }
  } catch (error) {
    return { items, error }
  }
}

/** Nothing is open any more, and nothing waits. */
export async function over({ clock, dialler, acceptor }: LinkPair): Promise<unknown> {
  await turned()
  clock.advance(littleAckDelay + 10) // the last acknowledgements
  await turned()
  return [dialler, acceptor].map(({ link, alarm }) => [
    link.peer.outgoing + link.peer.incoming + link.peer.streams,
    alarm.size,
    link.isIdle,
  ])
}

export const allOver: unknown = [
  [0, 0, true],
  [0, 0, true],
]
