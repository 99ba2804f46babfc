import type { MessageType } from '../../message.ts'

/** One frame: its number on the wire, and what stands at each position. */
export interface FrameRow {
  readonly type: number
  readonly fields: readonly string[]
}

/**
 * The frames of the native dialect, version 1: `[type, …]`, each type a small integer that costs one byte.
 *
 * One row per frame: its number, and what stands at each position. PROTOCOL.md explains them; encode.ts and
 * decode.ts are the two directions. Numbers 7 to 11 are taken by what comes next: ITEM, END, FAIL, CREDIT, PART.
 */
export const frames: Readonly<Record<Exclude<MessageType, 'bad'>, FrameRow>> = {
  call: { type: 1, fields: ['type', 'id', 'method', 'params', 'timeLeft', 'meta'] },
  notify: { type: 2, fields: ['type', 'id', 'method', 'params', 'meta'] },
  result: { type: 3, fields: ['type', 'id', 'result'] },
  error: { type: 4, fields: ['type', 'id', 'code', 'message', 'details'] },
  refuse: { type: 5, fields: ['type', 'id', 'reason'] },
  cancel: { type: 6, fields: ['type', 'id'] },
  hello: { type: 16, fields: ['type', 'hello'] },
  welcome: { type: 17, fields: ['type', 'welcome'] },
  status: { type: 18, fields: ['type', 'status'] },
  goAway: { type: 19, fields: ['type', 'goAway'] },
  ping: { type: 20, fields: ['type', 'nonce'] },
  pong: { type: 21, fields: ['type', 'nonce'] },
}

/** The name of a frame's type, if this version knows it. */
export const frameNames: ReadonlyMap<number, Exclude<MessageType, 'bad'>> = new Map(
  Object.entries(frames).map(([name, row]) => [row.type, name as Exclude<MessageType, 'bad'>]),
)
