import { RpcError } from '@wsrpc/core'
import { expect, test } from 'vitest'
import type { CallOptions } from '../../src/options.ts'
import type { Binding } from '../../src/roster/binding.ts'
import { Office } from '../dispatch/office.ts'
import { StandIn } from '../dispatch/stand-in.ts'
import { arrive } from '../roster/people.ts'
import { ask, takers } from './ask.ts'

const ejection = { consecutiveFailures: 1, baseTime: 100, maxShare: 1, successRate: false } as const

/** One that is called `twin` comes in. */
function twin(office: Office, binding: Binding, instance: string): StandIn {
  const standIn = new StandIn()
  standIn.connection = arrive(office.roster, binding, { id: instance, instance, name: 'twin', link: standIn })
  office.status(standIn, { A: ['x'] }, { concurrency: 1 })
  return standIn
}

/** Two that are called `twin`: the first is ejected. */
function stage(): { readonly office: Office; readonly one: StandIn; readonly other: StandIn } {
  const office = new Office()
  const binding = office.bind([], {}, { ejection })
  const one = twin(office, binding, 'ejected')
  const other = twin(office, binding, 'well')
  void office.call('A.x', [], { provider: 'ejected' })
  one.fail(new RpcError('INTERNAL', 'it broke', { execution: 'finished' }))
  return { office, one, other }
}

function states(office: Office, options?: CallOptions): unknown[] {
  return ask(office, 'A.x', options).candidates.map(({ provider, state }) => [provider, state])
}

test('who is ejected is asked where nobody else is well, and it is said', () => {
  const { office, other } = stage()
  expect(states(office)).toEqual([['well', 'well']])
  office.status(other, { A: ['x'] }, { paused: true })
  expect(states(office)).toEqual([['ejected', 'ejected']])
  expect(ask(office, 'A.x').text).toContain(
    'Can take it: twin (0 of 1 in flight, ejected: it is asked because there is no choice).',
  )
})

test('and where it is asked by name: then it is as good as any other of that name', () => {
  const { office } = stage()
  expect(states(office, { provider: 'ejected' })).toEqual([['ejected', 'ejected']])
  expect(states(office, { provider: 'twin' })).toEqual([
    ['ejected', 'ejected'],
    ['well', 'well'],
  ])
})

test('but not where one that is well is busy: that one is waited for', () => {
  const { office, one, other } = stage()
  const call = office.call('A.x')
  expect(other.open).toHaveLength(1)
  expect(ask(office, 'A.x')).toMatchObject({ outcome: 'wait', candidates: [] })
  // That its buffer is full as well nobody finds out.
  other.hasRoom = false
  expect(ask(office, 'A.x')).toMatchObject({ outcome: 'wait', candidates: [] })
  void office.call('A.x')
  expect(one.open).toEqual([])
  void call
})

test('it is found out that a buffer is full where there is a slot to send to', () => {
  const { office, one, other } = stage()
  other.hasRoom = false
  expect(takers(ask(office, 'A.x'))).toEqual(['ejected'])
  void office.call('A.x')
  expect(one.open).toHaveLength(1)
})

test('on trial it is a candidate until it has its call', () => {
  const { office } = stage()
  office.clock.advance(120)
  expect(states(office)).toEqual([
    ['ejected', 'trial'],
    ['well', 'well'],
  ])
  expect(ask(office, 'A.x').text).toContain(
    'twin (0 of 1 in flight, on trial: it was ejected, and a call shows whether it is well)',
  )
  void office.call('A.x', [], { provider: 'ejected' })
  expect(states(office)).toEqual([['well', 'well']])
})
