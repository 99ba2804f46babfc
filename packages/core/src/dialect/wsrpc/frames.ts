import type { MessageType } from '../../message.ts'

/** The name of a frame. */
export type FrameName = Exclude<MessageType, 'bad'> | 'part'

/** One frame: its number on the wire, and what stands at each position. */
export interface FrameRow {
  readonly type: number
  readonly fields: readonly string[]
}

/**
 * The frames of the native dialect, version 1: `[type, …]`, each type a small integer that costs one byte.
 *
 * One row per frame: its number, and what stands at each position. PROTOCOL.md explains them; encode.ts and
 * decode.ts are the two directions. A PART is no message of its own, but a piece of another frame.
 */
export const frames: Readonly<Record<FrameName, FrameRow>> = {
  call: { type: 1, fields: ['type', 'id', 'method', 'params', 'timeLeft', 'meta'] },
  notify: { type: 2, fields: ['type', 'id', 'method', 'params', 'meta'] },
  result: { type: 3, fields: ['type', 'id', 'result'] },
  error: { type: 4, fields: ['type', 'id', 'code', 'message', 'details'] },
  refuse: { type: 5, fields: ['type', 'id', 'reason'] },
  cancel: { type: 6, fields: ['type', 'id'] },
  item: { type: 7, fields: ['type', 'id', 'item'] },
  end: { type: 8, fields: ['type', 'id'] },
  fail: { type: 9, fields: ['type', 'id', 'code', 'message', 'details'] },
  credit: { type: 10, fields: ['type', 'id', 'bytes'] },
  part: { type: 11, fields: ['type', 'id', 'piece', 'total', 'frameType'] },
  hello: { type: 16, fields: ['type', 'hello'] },
  welcome: { type: 17, fields: ['type', 'welcome'] },
  status: { type: 18, fields: ['type', 'status'] },
  goAway: { type: 19, fields: ['type', 'goAway'] },
  ping: { type: 20, fields: ['type', 'nonce'] },
  pong: { type: 21, fields: ['type', 'nonce'] },
}

/** The message that a frame's type means, if this version knows it. */
export const messageTypes: ReadonlyMap<number, Exclude<MessageType, 'bad'>> = new Map(
  Object.entries(frames).flatMap(([name, row]): [number, Exclude<MessageType, 'bad'>][] =>
    name === 'part' ? [] : [[row.type, name as Exclude<MessageType, 'bad'>]],
  ),
)
