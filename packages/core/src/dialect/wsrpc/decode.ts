import type { Frame } from '../../codec/codec.ts'
import { isErrorCode } from '../../errors.ts'
import { maxMethodLength } from '../../limits.ts'
import type { CallMeta, ErrorMessage, FailMessage, Message, RefuseReason } from '../../message.ts'
import { ProtocolError } from '../../close.ts'
import { arrayField, defined, idField, numberField, objectField, optional, stringField } from './fields.ts'
import { frames } from './frames.ts'
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
    case frames.call.type:
      return {
        type: 'call',
        id: idField(frame[1], 'CALL id'),
        method: stringField(frame[2], 'CALL method', maxMethodLength),
        params: arrayField(frame[3], 'CALL params'),
        timeLeft: optional(frame[4], 'CALL timeLeft', numberField),
        meta: optional(frame[5], 'CALL meta', readMeta),
      }
    case frames.result.type:
      return { type: 'result', id: idField(frame[1], 'RESULT id'), value: frame[2] }
    case frames.notify.type:
      return {
        type: 'notify',
        id: idField(frame[1], 'NOTIFY id'),
        method: stringField(frame[2], 'NOTIFY method', maxMethodLength),
        params: arrayField(frame[3], 'NOTIFY params'),
        meta: optional(frame[4], 'NOTIFY meta', readMeta),
      }
    case frames.error.type:
      return readError(frame)
    case frames.refuse.type:
      return { type: 'refuse', id: idField(frame[1], 'REFUSE id'), reason: readReason(frame[2]) }
    case frames.cancel.type:
      return { type: 'cancel', id: idField(frame[1], 'CANCEL id') }
    case frames.item.type:
      return { type: 'item', id: idField(frame[1], 'ITEM id'), value: frame[2], size }
    case frames.end.type:
      return { type: 'end', id: idField(frame[1], 'END id') }
    case frames.fail.type:
      return readFail(frame)
    case frames.credit.type:
      return {
        type: 'credit',
        id: idField(frame[1], 'CREDIT id'),
        bytes: numberField(frame[2], 'CREDIT bytes'),
      }
    case frames.ping.type:
      return { type: 'ping', nonce: numberField(frame[1] ?? 0, 'PING nonce') }
    case frames.pong.type:
      return { type: 'pong', nonce: numberField(frame[1] ?? 0, 'PONG nonce') }
    case frames.hello.type:
      return readHello(frame[1])
    case frames.welcome.type:
      return readWelcome(frame[1])
    case frames.status.type:
      return readStatus(frame[1])
    case frames.goAway.type:
      return readGoAway(frame[1])
    default:
      if (typeof frame[0] === 'number') return undefined
      throw new ProtocolError('malformed', 'a frame must begin with its type, a number')
  }
}

function readError(frame: Frame): ErrorMessage {
  const code = stringField(frame[2], 'ERROR code', 64)
  const details = optional(frame[4], 'ERROR details', objectField)
  return defined<ErrorMessage>({
    type: 'error',
    id: idField(frame[1], 'ERROR id'),
    code: isErrorCode(code) ? code : 'UNKNOWN',
    message: stringField(frame[3], 'ERROR message', Infinity),
    execution: details?.['notStarted'] === true ? 'not-started' : 'finished',
    data: details?.['data'],
    name: optional(details?.['name'], 'ERROR name', stringField),
  })
}

function readFail(frame: Frame): FailMessage {
  const code = stringField(frame[2], 'FAIL code', 64)
  const details = optional(frame[4], 'FAIL details', objectField)
  return defined<FailMessage>({
    type: 'fail',
    id: idField(frame[1], 'FAIL id'),
    code: isErrorCode(code) ? code : 'UNKNOWN',
    message: stringField(frame[3], 'FAIL message', Infinity),
    data: details?.['data'],
    name: optional(details?.['name'], 'FAIL name', stringField),
  })
}

function readReason(value: unknown): RefuseReason {
  // A reason that this version does not know still says "not started": the mildest that we know.
  return value === 'draining' || value === 'paused' ? value : 'full'
}

function readMeta(value: unknown, where: string): CallMeta {
  const fields = objectField(value, where)
  return defined<CallMeta>({
    attempt: optional(fields['attempt'], `${where} attempt`, numberField),
    idempotencyKey: optional(fields['idempotencyKey'], `${where} idempotencyKey`, stringField),
    trace: optional(fields['trace'], `${where} trace`, readTrace),
    metadata: optional(fields['metadata'], `${where} metadata`, objectField) as
      | Record<string, unknown>
      | undefined,
  })
}

function readTrace(value: unknown, where: string): NonNullable<CallMeta['trace']> {
  const fields = objectField(value, where)
  return defined<NonNullable<CallMeta['trace']>>({
    traceparent: stringField(fields['traceparent'], `${where} traceparent`, 512),
    tracestate: optional(fields['tracestate'], `${where} tracestate`, stringField),
  })
}
