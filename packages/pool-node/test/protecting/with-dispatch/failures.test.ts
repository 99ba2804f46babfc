import type { ErrorCode } from '@wsrpc/core'
import { expect, test } from 'vitest'
import { rejection } from '../../dispatch/office.ts'
import { answerAll, broken, openAt, Setting } from './setting.ts'

test('who fails five calls in a row gets none while there are others', () => {
  using setting = new Setting()
  const [bad, good] = setting.providers({}, {})
  setting.fail(bad, 4)
  expect(setting.office.ejected).toEqual([])
  setting.fail(bad, 1)
  expect(setting.office.ejected).toEqual(['i0'])
  void setting.calls(10)
  expect(openAt(bad, good)).toEqual([0, 10])
  answerAll(good)
})

const faults: readonly ErrorCode[] = ['UNKNOWN', 'INTERNAL', 'UNAVAILABLE', 'DATA_LOSS', 'DEADLINE_EXCEEDED']
const answers: readonly ErrorCode[] = [
  'INVALID_ARGUMENT',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'UNAUTHENTICATED',
]

test.each(faults)('%s is a failure of the instance', (code) => {
  using setting = new Setting()
  const [bad] = setting.providers({}, {})
  setting.fail(bad, 5, code)
  expect(setting.office.ejected).toEqual(['i0'])
})

test.each(answers)('%s shows that it works, and begins a new row', (code) => {
  using setting = new Setting()
  const [one] = setting.providers({}, {})
  setting.fail(one, 5, code)
  setting.fail(one, 4)
  setting.fail(one, 1, code)
  setting.fail(one, 4)
  expect(setting.office.ejected).toEqual([])
})

test('a result begins a new row too', () => {
  using setting = new Setting()
  const one = setting.provider()
  setting.provider()
  setting.fail(one, 4)
  void setting.ask(one)
  answerAll(one)
  setting.fail(one, 4)
  expect(setting.office.ejected).toEqual([])
})

test('CANCELLED says nothing: neither a failure, nor a new row', () => {
  using setting = new Setting()
  const [one] = setting.providers({}, {})
  setting.fail(one, 9, 'CANCELLED')
  expect(setting.office.ejected).toEqual([])
  setting.fail(one, 4)
  setting.fail(one, 1, 'CANCELLED')
  setting.fail(one, 1)
  expect(setting.office.ejected).toEqual(['i0'])
})

test('the application may judge for itself, but is not asked about what was cancelled', () => {
  const asked: ErrorCode[] = []
  const isFault = ({ code }: { readonly code: ErrorCode }): boolean => {
    asked.push(code)
    return code === 'NOT_FOUND'
  }
  using setting = new Setting({ rules: { ejection: { consecutiveFailures: 2, isFault } } })
  const [one, two] = setting.providers({}, {}, {})
  setting.fail(one, 5, 'UNAVAILABLE')
  setting.fail(one, 5, 'CANCELLED')
  expect(setting.office.ejected).toEqual([])
  setting.fail(two, 2, 'NOT_FOUND')
  expect(setting.office.ejected).toEqual(['i1'])
  expect(asked).toEqual([...Array<ErrorCode>(5).fill('UNAVAILABLE'), 'NOT_FOUND', 'NOT_FOUND'])
})

test('when its judgement throws, that is told, the call ends as it did, and nobody is charged with it', async () => {
  const mistake = new Error('a mistake of the application')
  const isFault = (): boolean => {
    throw mistake
  }
  using setting = new Setting({ rules: { ejection: { consecutiveFailures: 1, isFault } } })
  const [one] = setting.providers({}, {})
  const call = setting.ask(one)
  one.fail(broken())
  expect(setting.office.reported).toEqual([mistake])
  expect(setting.office.ejected).toEqual([])
  expect(await rejection(call)).toMatchObject({ code: 'UNAVAILABLE', message: 'it is broken' })
})

test('who fails too large a part of its calls stands out, though never in a row', () => {
  const successRate = { minInstances: 3, minCalls: 10, deviations: 1 }
  using setting = new Setting({ rules: { ejection: { interval: 1000, successRate } } })
  const all = setting.providers({}, {}, {})
  const round = (): void => {
    for (const standIn of all) {
      void setting.ask(standIn)
      answerAll(standIn)
    }
    setting.fail(all[2], 1)
  }
  round()
  setting.office.clock.advance(500)
  for (let n = 0; n < 10; n++) round()
  expect(setting.office.ejected).toEqual([])
  setting.office.clock.advance(600)
  round()
  expect(setting.office.ejected).toEqual(['i2'])
})

test('with ejection: false nobody is ever ejected', async () => {
  using setting = new Setting({ rules: { ejection: false } })
  const [bad] = setting.providers({}, {})
  setting.fail(bad, 100)
  expect(setting.office.ejected).toEqual([])
  const call = setting.ask(bad)
  bad.fail(broken())
  expect(await rejection(call)).toMatchObject({ code: 'UNAVAILABLE' })
})
