import { RpcError } from '@wsrpc/core'
import { describe, expect, test } from 'vitest'
import { Office } from './office.ts'

type Given = readonly [method: unknown, params: unknown, options?: unknown]

const wrong: readonly (readonly [string, Given, RegExp])[] = [
  ['no method', [undefined, []], /method's name must be a string/],
  ['no dot', ['get', []], /'get' is not a method's name: write 'Service\.method'/],
  ['no service', ['.get', []], /'\.get' is not a method's name/],
  ['no method after the dot', ['Backend.', []], /'Backend\.' is not a method's name/],
  ['a name without end', [`Backend.${'x'.repeat(300)}`, []], /at most 256 characters/],
  [
    'a string for params',
    ['Backend.get', 'id'],
    /params of Backend\.get must be an array: did you mean \['id'\]\?/,
  ],
  ['an object for params', ['Backend.get', { id: 1 }], /did you mean \[\{ … \}\]\?/],
  ['a number for params', ['Backend.get', 7], /must be an array/],
  ['null for params', ['Backend.get', null], /must be an array/],
  ['a set for params', ['Backend.get', new Set()], /must be an array/],
  ['null for options', ['Backend.get', [], null], /options of call must be an object, not null/],
  ['a number for options', ['Backend.get', [], 5000], /options of call must be an object, not 5000/],
  [
    'an option that is none',
    ['Backend.get', [], { timeOut: 1 }],
    /call has no option 'timeOut': it takes timeout/,
  ],
  ['a timeout that is no number', ['Backend.get', [], { timeout: '5s' }], /timeout must be a number/],
  ['a timeout that is NaN', ['Backend.get', [], { timeout: Number.NaN }], /timeout must be .*not NaN/],
  [
    'idempotent that is no boolean',
    ['Backend.get', [], { idempotent: 'yes' }],
    /idempotent must be true or false/,
  ],
  [
    'a signal that is none',
    ['Backend.get', [], { signal: {} }],
    /signal must be an AbortSignal, not an object/,
  ],
  ['a controller for a signal', ['Backend.get', [], { signal: new AbortController() }], /signal must be/],
  ['null for a signal', ['Backend.get', [], { signal: null }], /signal must be an AbortSignal, not null/],
]

describe.each(['call', 'notify'] as const)('a %s with what was typed wrong', (kind) => {
  test.each(wrong)(
    '%s: rejects with a TypeError, throws nothing, and nothing began',
    async (_what, given, message) => {
      using office = new Office()
      const provider = office.provider(office.bind(), { Backend: ['get'] })
      const promise = office[kind](...(given as [string, unknown[]]))
      await expect(promise).rejects.toThrow(TypeError)
      await expect(promise).rejects.toThrow(message)
      expect([provider.log, provider.notified, office.attempts.open]).toEqual([[], [], 0])
    },
  )
})

test('a call of a pool that leaves is UNAVAILABLE, not started; what was typed wrong is still said', async () => {
  using office = new Office()
  const provider = office.provider(office.bind(), { Backend: ['get'] })
  office.calls.closedFor = 'the pool drains'
  const promise = office.call('Backend.get')
  await expect(promise).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    execution: 'not-started',
    message: 'Backend.get: the pool drains',
  })
  await expect(office.call('get')).rejects.toThrow(TypeError)
  expect(provider.log).toEqual([])
})

test('what the caller sends along reaches the provider, and nothing else does', async () => {
  using office = new Office()
  const provider = office.provider(office.bind(), { Backend: ['get'] })
  const trace = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' }
  const sent = { idempotencyKey: 'key', metadata: { tenant: 'a' }, trace }
  const calls = [
    office.call('Backend.get', [], { ...sent, timeout: 50, idempotent: true }),
    office.call('Backend.get', [], { timeout: 50 }),
    office.call('Backend.get'),
  ]
  expect(provider.open.map(({ meta }) => meta)).toEqual([sent, undefined, undefined])
  expect(provider.open.map(({ deadline }) => deadline - office.clock.now())).toEqual([50, 50, 30_000])
  for (let n = 0; n < 3; n++) provider.fail(new RpcError('NOT_FOUND', 'no such id', { data: { id: 1 } }))
  for (const call of calls) {
    await expect(call).rejects.toMatchObject({ code: 'NOT_FOUND', execution: 'finished', data: { id: 1 } })
  }
})
