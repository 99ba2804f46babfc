import type { Frame } from '../../codec/codec.ts'
import { isErrorCode } from '../../errors.ts'
import { maxMethodLength } from '../../limits.ts'
import type { CallMeta, FailMessage, Message, RefuseReason } from '../../message.ts'
import { ProtocolError } from '../../close.ts'
import {
  arrayField,
  idField,
  numberField,
  objectField,
  optional,
  readFields,
  stringField,
  type Table,
  type Where,
} from './fields.ts'
import {
  callType,
  cancelType,
  creditType,
  endType,
  errorType,
  failType,
  goAwayType,
  helloType,
  itemType,
  notifyType,
  pingType,
  pongType,
  refuseType,
  resultType,
  statusType,
  welcomeType,
} from './frames.ts'
import { readGoAway, readHello, readStatus, readWelcome } from './handshake.ts'

/**
 * The message that a frame means; `undefined` for a type that this version does not know (to be ignored).
 * Elements past those that are named here are ignored too: a newer version may add some.
 *
 * @param size of the frame, in bytes: what an ITEM costs.
 * @throws ProtocolError when an element is not what it must be.
 */
export function toMessage(frame: Frame, size: number = 0): Message | undefined {
  switch (frame[0]) {
    case callType:
      return {
        type: 'call',
        id: idField(frame[1], callType, 1),
        method: stringField(frame[2], callType, 2, maxMethodLength),
        params: arrayField(frame[3], callType, 3),
        timeLeft: optional(frame[4], callType, 4, numberField),
        meta: optional(frame[5], callType, 5, readMeta),
      }
    case resultType:
      return { type: 'result', id: idField(frame[1], resultType, 1), value: frame[2] }
    case notifyType:
      return {
        type: 'notify',
        id: idField(frame[1], notifyType, 1),
        method: stringField(frame[2], notifyType, 2, maxMethodLength),
        params: arrayField(frame[3], notifyType, 3),
        meta: optional(frame[4], notifyType, 4, readMeta),
      }
    case errorType: {
      const isNotStarted = optional(frame[4], errorType, 4, objectField)?.['notStarted'] === true
      return {
        type: 'error',
        execution: isNotStarted ? 'not-started' : 'finished',
        ...readFailure(frame, errorType, 'ERROR'),
      }
    }
    case refuseType:
      return { type: 'refuse', id: idField(frame[1], refuseType, 1), reason: readReason(frame[2]) }
    case cancelType:
      return { type: 'cancel', id: idField(frame[1], cancelType, 1) }
    case itemType:
      return { type: 'item', id: idField(frame[1], itemType, 1), value: frame[2], size }
    case endType:
      return { type: 'end', id: idField(frame[1], endType, 1) }
    case failType:
      return { type: 'fail', ...readFailure(frame, failType, 'FAIL') }
    case creditType:
      return {
        type: 'credit',
        id: idField(frame[1], creditType, 1),
        bytes: numberField(frame[2], creditType, 2),
      }
    case pingType:
      return { type: 'ping', nonce: numberField(frame[1] ?? 0, pingType, 1) }
    case pongType:
      return { type: 'pong', nonce: numberField(frame[1] ?? 0, pongType, 1) }
    case helloType:
      return readHello(frame[1])
    case welcomeType:
      return readWelcome(frame[1])
    case statusType:
      return readStatus(frame[1])
    case goAwayType:
      return readGoAway(frame[1])
    default:
      if (typeof frame[0] === 'number') return undefined
      throw new ProtocolError('malformed', 'a frame must begin with its type, a number')
  }
}

type Details = Pick<FailMessage, 'data' | 'name'>

const details: Table<Details> = { data: (value) => value, name: [stringField] }

/** What ERROR and FAIL have in common. */
function readFailure(frame: Frame, type: number, name: string): Omit<FailMessage, 'type'> {
  const code = stringField(frame[2], type, 2, 64)
  return {
    id: idField(frame[1], type, 1),
    code: isErrorCode(code) ? code : 'UNKNOWN',
    message: stringField(frame[3], type, 3, Infinity),
    ...readFields(optional(frame[4], type, 4, objectField) ?? {}, name, details),
  }
}

function readReason(value: unknown): RefuseReason {
  // A reason that this version does not know still says "not started": the mildest that we know.
  return value === 'draining' || value === 'paused' ? value : 'full'
}

const meta: Table<CallMeta> = {
  attempt: [numberField],
  idempotencyKey: [stringField],
  trace: [readTrace],
  metadata: [objectField],
}

const trace: Table<NonNullable<CallMeta['trace']>> = {
  traceparent: (value, where, key) => stringField(value, where, key, 512),
  tracestate: [stringField],
}

function readMeta(value: unknown, type: Where): CallMeta {
  return readFields(value, type === callType ? 'CALL meta' : 'NOTIFY meta', meta)
}

function readTrace(value: unknown, where: Where): NonNullable<CallMeta['trace']> {
  return readFields(value, `${where} trace`, trace)
}
