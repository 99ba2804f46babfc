import { msgpack } from '../../src/codec/msgpack/msgpack.ts'
import type { Message } from '../../src/message.ts'
import { type BaseCallOptions, deadlineOf, metaOf } from '../../src/service/call.ts'
import { peerPair } from '../../src/testing/peer-pair.ts'
import { across } from '../dialect/session.ts'
import { ProbeCall } from '../peer/probe-call.ts'

/** What a receiver reads of a call that was made with these options. */
export function readFields(options: BaseCallOptions): Message[] {
  const { dialler } = peerPair()
  dialler.peer.call(new ProbeCall('S.m', [], deadlineOf(options, 1000), metaOf(options)), 1000)
  return across(msgpack(), ...dialler.wire)
}
