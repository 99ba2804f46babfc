import { expect, test } from 'vitest'
import type { Identity } from '../../src/index.ts'
import { Office } from '../dispatch/office.ts'
import type { StandIn } from '../dispatch/stand-in.ts'
import { answerAll, bar, callAll, counts, enter, timeUp, told } from './cast.ts'

const offer = { A: ['x'] }

test.each<Identity>(['ann', { id: 'ann' }])(
  '%j is ann: she gets what is for her, and nobody else',
  async (identity) => {
    using office = new Office()
    const binding = office.bind()
    const ann = enter(office, binding, offer, { instance: 'i', name: 'worker-7', identity })
    const eve = enter(office, binding, offer, { instance: 'ann', name: 'ann', identity: 'eve' })
    const nobody = enter(office, binding, offer, { instance: 'j', name: 'ann' })
    const calls = Array.from({ length: 5 }, () => office.call('A.x', [], { identity: 'ann' }))
    expect(counts(ann, eve, nobody)).toEqual([5, 0, 0])
    answerAll(ann)
    await Promise.all(calls)
  },
)

test('her instances share the calls by load; one that is ejected gets none while another is well', async () => {
  using office = new Office()
  const binding = office.bind()
  const [one, two, three] = ['a', 'b', 'c'].map((instance) =>
    enter(office, binding, offer, { instance, identity: 'ann' }),
  ) as [StandIn, StandIn, StandIn]
  bar(office, binding, three)
  const calls = Array.from({ length: 10 }, () => office.call('A.x', [], { identity: 'ann' }))
  expect(counts(one, two, three)).toEqual([5, 5, 0])
  answerAll(one, two)
  await Promise.all(calls)
})

test('with a name both must fit', async () => {
  using office = new Office()
  const binding = office.bind()
  const ann = enter(office, binding, offer, { instance: 'a', name: 'twin', identity: 'ann' })
  const also = enter(office, binding, offer, { instance: 'b', name: 'other', identity: 'ann' })
  const eve = enter(office, binding, offer, { instance: 'c', name: 'twin', identity: 'eve' })
  const asks = { provider: 'twin', identity: 'ann' }
  const calls = Array.from({ length: 4 }, () => office.call('A.x', [], asks))
  expect(counts(ann, also, eve)).toEqual([4, 0, 0])
  answerAll(ann)
  await Promise.all(calls)
})

test('she is waited for while others are idle, and gets it as soon as she comes', async () => {
  using office = new Office()
  const binding = office.bind()
  const call = office.call('A.x', [], { identity: 'ann' })
  const eve = enter(office, binding, offer, { instance: 'a', name: 'ann', identity: 'eve' })
  const ann = enter(office, binding, offer, { instance: 'b', identity: 'ann' })
  expect(counts(eve, ann)).toEqual([0, 1])
  ann.answer('ok')
  expect(await call).toBe('ok')
})

test.each([
  [{ identity: 'ann' }, `proved to be 'ann'`],
  [
    { identity: 'ann', provider: 'worker-7', labels: { gpu: true } },
    `is called 'worker-7' and proved to be 'ann' and has the label gpu: true`,
  ],
])('the error at the deadline says who was asked for: %j', async (asks, words) => {
  using office = new Office()
  const eve = enter(office, office.bind(), offer, { instance: 'a', name: 'worker-7', identity: 'eve' })
  const error = await timeUp(office, office.call('A.x', [], { ...asks, timeout: 50 }), 50)
  expect(error).toMatchObject({ code: 'UNAVAILABLE', execution: 'not-started' })
  expect(error.message).toBe(`no connected provider of A ${words} (A.x)`)
  expect(eve.log).toEqual([])
})

test('a call to all is for all of hers', async () => {
  using office = new Office()
  const binding = office.bind()
  const hers = ['a', 'b'].map((instance) => enter(office, binding, offer, { instance, identity: 'ann' }))
  const eve = enter(office, binding, offer, { instance: 'c', name: 'ann', identity: 'eve' })
  const results = callAll(office, 'A.x', [], { identity: 'ann' })
  answerAll(...hers)
  expect(told(await results)).toEqual({ a: 'ok', b: 'ok' })
  expect(eve.log).toEqual([])
})
