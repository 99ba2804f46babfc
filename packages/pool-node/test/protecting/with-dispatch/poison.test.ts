import { expect, test } from 'vitest'
import { rejection, state } from '../../dispatch/office.ts'
import { arrive, status } from '../../roster/people.ts'
import { StandIn } from '../../dispatch/stand-in.ts'
import { Setting } from './setting.ts'

const wishes = { idempotent: true, metadata: { user: 7 }, idempotencyKey: 'k' }

test.each([1, 2, 3])(
  'a call that loses maxAttempts (%i) providers fails, and what is in it is told',
  async (most) => {
    using setting = new Setting({ maxAttempts: most })
    const call = setting.office.call('A.x', ['deadly', 1], wishes)
    const ids = Array.from({ length: most }, (_, at) => `i${at}`)
    for (const _ of ids) {
      expect(await state(call)).toBe('pending')
      setting.office.lose(setting.provider(), true)
    }
    const error = await rejection(call)
    expect(error).toMatchObject({ code: 'UNAVAILABLE', execution: 'unknown' })
    expect(setting.office.poisoned).toEqual([
      {
        method: 'A.x',
        params: ['deadly', 1],
        metadata: { user: 7 },
        idempotencyKey: 'k',
        path: '/',
        providers: ids.map((provider) => ({ provider, name: undefined })),
        error,
      },
    ])
    // It harms nobody any more.
    expect(setting.provider().log).toEqual([])
  },
)

test('providers that have a name are told with it', async () => {
  using setting = new Setting({ maxAttempts: 1 })
  const { office, binding } = setting
  const standIn = new StandIn()
  standIn.connection = arrive(office.roster, binding, {
    id: 'c',
    instance: 'i',
    name: 'agent',
    link: standIn,
  })
  office.roster.update(standIn.connection, status({ A: ['x'] }))
  const call = setting.call({ idempotent: true })
  office.lose(standIn, true)
  expect((await rejection(call)).message).toContain("its provider 'agent' was lost")
  expect(office.poisoned[0]?.providers).toEqual([{ provider: 'i', name: 'agent' }])
})

test('a call that may not run twice is no poison: it fails at the first loss', async () => {
  using setting = new Setting({ maxAttempts: 1 })
  const call = setting.call()
  setting.office.lose(setting.provider(), true)
  expect(await rejection(call)).toMatchObject({ code: 'UNAVAILABLE', execution: 'unknown' })
  expect(setting.office.poisoned).toEqual([])
})

test('refusals, and losses before it had left, do not count', async () => {
  using setting = new Setting({ maxAttempts: 2 })
  const call = setting.call({ idempotent: true })
  setting.office.lose(setting.provider(), true)
  for (let n = 0; n < 3; n++) setting.office.lose(setting.provider(), false)
  for (let n = 0; n < 3; n++) setting.provider().next().onRefused('draining')
  expect(await state(call)).toBe('pending')
  setting.office.lose(setting.provider(), true)
  expect(await state(call)).toBe('failed')
  expect(setting.office.poisoned[0]?.providers).toHaveLength(2)
})

test('one that is answered, or given up, after losses is no poison', async () => {
  using setting = new Setting({ maxAttempts: 2 })
  const abort = new AbortController()
  const calls = [setting.call({ idempotent: true }), setting.call({ idempotent: true, signal: abort.signal })]
  setting.office.lose(setting.provider(), true)
  const second = setting.provider()
  second.answer('ok')
  abort.abort()
  setting.office.lose(second, true)
  expect(await Promise.all(calls.map(state))).toEqual(['done', 'failed'])
  expect(setting.office.poisoned).toEqual([])
})
