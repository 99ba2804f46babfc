import { expect, test } from 'vitest'
import { Office } from '../dispatch/office.ts'
import { StandIn } from '../dispatch/stand-in.ts'
import { arrive } from '../roster/people.ts'
import { ask } from './ask.ts'

test('of one that has said nothing yet, nothing else is said', () => {
  const office = new Office()
  const binding = office.bind()
  const silent = { id: 'c', instance: 'new', name: 'newcomer' }
  arrive(office.roster, binding, { ...silent, link: new StandIn() })
  const told = ask(office, 'A.x', { labels: { gpu: true } })
  expect(told.excluded).toEqual([
    { provider: 'new', name: 'newcomer', why: ['silent'], text: 'new: it has not said yet what it offers' },
  ])
  expect(told.text).toMatch(/^A\.x waits: no provider on \/ offers A\./)
})

test('of several connections all that stands against any of them, and nothing if one takes calls', () => {
  using office = new Office()
  const binding = office.bind()
  const one = office.provider(binding, { A: ['x'] }, { instance: 'i' })
  const two = office.provider(binding, { A: ['x'] }, { instance: 'i' })
  const third = office.provider(binding, { A: ['x'] }, { instance: 'i', paused: true })
  office.interrupt(one)
  expect(ask(office, 'A.x').excluded).toEqual([])
  two.hasRoom = false
  expect(ask(office, 'A.x').excluded[0]?.why).toEqual(['interrupted', 'paused', 'blocked'])
  office.status(third, { A: ['x'] })
  expect(ask(office, 'A.x').excluded).toEqual([])
})
