import type { GoPeer, Kind } from './go-peer.ts'
import { goRecord } from './values.ts'

/** Calls of our Backend as Go makes them, and what Go gets. Its bytes are text here, since it tells in JSON. */
const calls: readonly [method: string, kind: Kind, arg: unknown, reply: unknown][] = [
  ...(
    [
      ['Echo', 'string', 'aé€😀"\\\n'],
      ['Echo', 'string', ''],
      ['Echo', 'int', 0],
      ['Echo', 'int', -(2 ** 40)],
      ['Echo', 'bool', true],
      ['Echo', 'bool', false],
      ['Echo', 'float', -1.5],
      ['Echo', 'bytes', 'AAH+/w=='],
      ['Float', 'float', 2],
      ['Slice', 'slice', [1, -2, 3]],
      ['Map', 'map', { a: 1, b: 2 }],
      ['Record', 'record', goRecord],
    ] as const
  ).map(([method, kind, value]) => [method, kind, value, value] as [string, Kind, unknown, unknown]),
  ['Get', 'string', 'object_id-1', 'value of object_id-1'],
  ['Add', 'add', { A: 2, B: 40 }, { Sum: 42, Blob: 'AQL/' }],
]

/** Of each call: its method, and what Go should get. */
export const rightReplies: readonly unknown[] = calls.map(([method, , , reply]) => [method, reply])

/** Values of every kind there and back, one call after the other. */
export async function repliesTo(go: GoPeer): Promise<unknown[]> {
  const replies: unknown[] = []
  for (const [method, kind, arg] of calls)
    replies.push([method, await go.call(`Backend.${method}`, kind, arg)])
  return replies
}
