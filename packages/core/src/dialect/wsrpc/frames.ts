import type { MessageType } from '../../message.ts'

/** The name of a frame. */
export type FrameName = Exclude<MessageType, 'bad'> | 'part'

/** One frame: its number on the wire, and what stands at each position. */
export interface FrameRow {
  readonly type: number
  readonly fields: readonly string[]
}

// The types of frames: small integers that cost one byte. Each by itself, so that a bundler writes it where it is used.
export const callType = 1
export const notifyType = 2
export const resultType = 3
export const errorType = 4
export const refuseType = 5
export const cancelType = 6
export const itemType = 7
export const endType = 8
export const failType = 9
export const creditType = 10
export const partType = 11
export const helloType = 16
export const welcomeType = 17
export const statusType = 18
export const goAwayType = 19
export const pingType = 20
export const pongType = 21

/**
 * The frames of the native dialect, version 1: `[type, …]`.
 *
 * One row per frame: its number, and what stands at each position. PROTOCOL.md explains them; encode.ts and
 * decode.ts are the two directions. A PART is no message of its own, but a piece of another frame.
 */
export const frames: Readonly<Record<FrameName, FrameRow>> = {
  call: { type: callType, fields: ['type', 'id', 'method', 'params', 'timeLeft', 'meta'] },
  notify: { type: notifyType, fields: ['type', 'id', 'method', 'params', 'meta'] },
  result: { type: resultType, fields: ['type', 'id', 'result'] },
  error: { type: errorType, fields: ['type', 'id', 'code', 'message', 'details'] },
  refuse: { type: refuseType, fields: ['type', 'id', 'reason'] },
  cancel: { type: cancelType, fields: ['type', 'id'] },
  item: { type: itemType, fields: ['type', 'id', 'item'] },
  end: { type: endType, fields: ['type', 'id'] },
  fail: { type: failType, fields: ['type', 'id', 'code', 'message', 'details'] },
  credit: { type: creditType, fields: ['type', 'id', 'bytes'] },
  part: { type: partType, fields: ['type', 'id', 'piece', 'total', 'frameType'] },
  hello: { type: helloType, fields: ['type', 'hello'] },
  welcome: { type: welcomeType, fields: ['type', 'welcome'] },
  status: { type: statusType, fields: ['type', 'status'] },
  goAway: { type: goAwayType, fields: ['type', 'goAway'] },
  ping: { type: pingType, fields: ['type', 'nonce'] },
  pong: { type: pongType, fields: ['type', 'nonce'] },
}

/** The name of a frame by its type, if this version knows it. */
export function frameNamed(type: number): FrameName | undefined {
  return (Object.keys(frames) as FrameName[]).find((name) => frames[name].type === type)
}

/** The message that a frame's type means, if this version knows it. */
export function messageTypeOf(type: number): Exclude<MessageType, 'bad'> | undefined {
  const name = frameNamed(type)
  return name === 'part' ? undefined : name
}
