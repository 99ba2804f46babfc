// What travels, as section 4.2 of OCPP-J 1.6 shows it: one end, and what the other one would say.

import { DialectEnd, DialectPair } from '@wsrpc/contract-tests/dialect/ends'
import { beforeEach, describe, expect, test } from 'vitest'
import { ocpp } from './ocpp.ts'

const method = 'Garage.BootNotification'
const vendor = { chargePointVendor: 'VendorX', chargePointModel: 'SingleSocketCharger' }

let end: DialectEnd
beforeEach(() => {
  end = new DialectEnd(ocpp('Garage'), 'ocpp1.6', 'acceptor')
})

/** What it sent last, as it was written. */
function written(): unknown {
  return end.sent.at(-1)
}

/** Is called, as the example of the specification does. @returns the id that the peer knows the call by. */
function called(): number {
  end.read(`[2,"19223201","BootNotification",${JSON.stringify(vendor)}]`)
  const call = end.got.at(-1)
  expect(call).toMatchObject({ type: 'call', method, params: [vendor] })
  return (call as { id: number }).id
}

test('a call is its action and its payload, which has to be there', () => {
  end.say({ type: 'call', id: 2, method, params: [vendor] })
  expect(written()).toBe(`[2,"2","BootNotification",${JSON.stringify(vendor)}]`)
  end.say({ type: 'call', id: 4, method: 'Garage.Heartbeat', params: [] })
  expect(written()).toBe('[2,"4","Heartbeat",{}]')
})

test('two params are refused, and nothing is sent', () => {
  const say = (): void => end.say({ type: 'call', id: 2, method, params: [1, 2] })
  const message: unknown = expect.stringContaining(`${method}: OCPP has one param`)
  expect(say).toThrow(
    expect.objectContaining({ code: 'INVALID_ARGUMENT', execution: 'not-started', message }),
  )
  expect(end.sent).toEqual([])
})

test('a result goes out under the id of its call, once', () => {
  const id = called()
  end.say({ type: 'result', id, value: { status: 'Accepted' } })
  expect(end.sent).toEqual(['[3,"19223201",{"status":"Accepted"}]'])
  end.say({ type: 'result', id, value: { status: 'Accepted' } })
  expect(end.sent).toHaveLength(1)
})

test('a result that can not travel leaves the call to be answered by an error', () => {
  const id = called()
  expect(() => end.say({ type: 'result', id, value: { at: 1n } })).toThrow('result.at')
  end.say({ type: 'error', id, code: 'INTERNAL', message: 'no', execution: 'finished' })
  expect(end.sent).toEqual(['[4,"19223201","InternalError","no",{}]'])
})

describe('an error', () => {
  test.each([
    ['UNIMPLEMENTED', 'not-started', 'NotImplemented'],
    ['NOT_FOUND', 'not-started', 'NotImplemented'],
    ['UNIMPLEMENTED', 'finished', 'NotSupported'],
    ['INVALID_ARGUMENT', 'finished', 'FormationViolation'],
    ['NOT_FOUND', 'finished', 'GenericError'],
  ] as const)('%s, %s, is a %s', (code, execution, word) => {
    end.say({ type: 'error', id: called(), code, message: 'no', execution, data: { at: 1 } })
    expect(written()).toBe(`[4,"19223201","${word}","no",{"at":1}]`)
  })

  test('says of a refusal that there is one', () => {
    end.say({ type: 'refuse', id: called(), reason: 'full' })
    expect(written()).toBe('[4,"19223201","GenericError","not now: full",{}]')
  })

  test.each([
    ['"OccurenceConstraintViolation","too many",{}', { code: 'INVALID_ARGUMENT', message: 'too many' }],
    ['"GenericError","",{"at":1}', { code: 'UNKNOWN', message: 'GenericError', data: { at: 1 } }],
    ['"Odd"', { code: 'UNKNOWN', message: 'Odd' }],
    ['{"toString":1},{"toString":1},{}', { code: 'UNKNOWN', message: 'it failed, and did not say why' }],
  ])('%s is understood', (rest, error) => {
    end.read(`[4,"2",${rest}]`)
    expect(end.got).toEqual([{ type: 'error', id: 2, execution: 'finished', ...error }])
  })
})

test('what may just be sent may just arrive, and no more', () => {
  const pair = new DialectPair(ocpp('Garage'), 'ocpp1.6', 'acceptor')
  pair.limit({ maxDepth: 8 })
  const sent = pair.toFar({ type: 'call', id: 2, method, params: [deep(8)] })
  expect(sent).toMatchObject([{ type: 'call', params: [deep(8)] }])
  pair.far.read(`[2,"4","BootNotification",${JSON.stringify(deep(9))}]`)
  expect(pair.far.got.at(-1)).toMatchObject({ type: 'bad', of: 'call' })
})

function deep(levels: number): unknown {
  return levels === 0 ? 'bottom' : [deep(levels - 1)]
}

test('what is of a later version is ignored, and counted', () => {
  end.read('[7,{},"CancelReservation"]')
  expect([end.got, end.session.ignored]).toEqual([[], 1])
})
