import { RpcError } from '@wsrpc/core'
import { expect, test } from 'vitest'
import type { Exclusion } from '../../src/explain/exclusion.ts'
import type { CallOptions } from '../../src/options.ts'
import type { Binding } from '../../src/roster/binding.ts'
import { Office } from '../dispatch/office.ts'
import type { StandIn } from '../dispatch/stand-in.ts'
import { ask } from './ask.ts'

interface Stage {
  readonly office: Office
  readonly binding: Binding
  readonly one: StandIn
}

interface Case {
  readonly why: readonly Exclusion[]
  readonly text: string
  readonly options?: CallOptions
  /** Default: it offers A.x and has two slots. */
  readonly make: (stage: Stage) => void
}

/** It fails so often that it is ejected, for 100 ms. */
function eject({ office, one }: Stage): void {
  for (let time = 0; time < 2; time++) {
    void office.call('A.x', [], { provider: 'i0' })
    one.fail(new RpcError('INTERNAL', 'it broke', { execution: 'finished' }))
  }
}

function fill({ office, one }: Stage, slots = 2): void {
  office.status(one, { A: ['x'] }, { concurrency: slots })
  for (let slot = 0; slot < slots; slot++) void office.call('A.x', [], { provider: 'i0' })
}

const cases: readonly Case[] = [
  {
    why: ['service'],
    text: 'it does not offer A',
    make: ({ office, one }) => office.status(one, { B: ['x'] }),
  },
  {
    why: ['method'],
    text: 'its A has no such method',
    make: ({ office, one }) => office.status(one, { A: ['y'] }),
  },
  {
    why: ['label'],
    text: 'its label gpu is "a", not "b" and it has no label constructor',
    options: { labels: { gpu: 'b', constructor: true, zone: 1 } },
    make: ({ office, one }) => office.status(one, { A: ['x'] }, { labels: { gpu: 'a', zone: 1 } }),
  },
  { why: ['provider'], text: 'another one is asked for', options: { provider: 'i1' }, make: () => {} },
  { why: ['identity'], text: 'it did not prove who it is', options: { identity: 'ann' }, make: () => {} },
  { why: ['full'], text: 'full: 2 of 2 in flight', make: fill },
  {
    why: ['full'],
    text: 'full: 0 of 0 in flight',
    make: ({ office, one }) => office.status(one, { A: ['x'] }, { concurrency: 0 }),
  },
  {
    why: ['full'],
    text: 'full, as it said itself',
    make: ({ office, one }) => {
      void office.call('A.x', [], { provider: 'i0' })
      one.next().onRefused('full')
    },
  },
  { why: ['ejected'], text: 'ejected for 100 ms more: too many of its calls failed', make: eject },
  {
    why: ['ejected'],
    text: 'ejected for 40 ms more: too many of its calls failed',
    make: (stage) => {
      eject(stage)
      stage.office.clock.advance(60)
    },
  },
  {
    why: ['trial'],
    text: 'on trial: it has the one call that it gets',
    make: (stage) => {
      eject(stage)
      stage.office.clock.advance(120)
      void stage.office.call('A.x', [], { provider: 'i0' })
    },
  },
  {
    why: ['paused'],
    text: 'paused',
    make: ({ office, one }) => office.status(one, { A: ['x'] }, { paused: true }),
  },
  {
    why: ['paused'],
    text: 'paused',
    make: ({ office, one }) => {
      void office.call('A.x', [], { provider: 'i0' })
      one.next().onRefused('paused')
    },
  },
  {
    why: ['draining'],
    text: 'leaving',
    make: ({ office, one }) => {
      one.connection.draining = true
      office.roster.refresh(one.connection.of)
    },
  },
  {
    why: ['interrupted'],
    text: 'away: its socket is lost, and it may come back',
    make: ({ office, one }) => office.interrupt(one),
  },
  {
    why: ['blocked'],
    text: 'busy sending: its connection takes no more for now',
    // Nobody has heard yet.
    make: ({ one }) => void (one.hasRoom = false),
  },
  {
    why: ['blocked'],
    text: 'busy sending: its connection takes no more for now',
    make: ({ office, one }) => {
      one.connection.blocked = true
      office.roster.refresh(one.connection.of)
    },
  },
  {
    why: ['label', 'ejected', 'full', 'draining', 'interrupted', 'paused'],
    text: 'it has no label gpu, ejected for 100 ms more: too many of its calls failed, full: 1 of 1 in flight, leaving, away: its socket is lost, and it may come back, paused',
    options: { labels: { gpu: true } },
    make: (stage) => {
      const { office, one } = stage
      eject(stage)
      fill(stage, 1)
      office.status(one, { A: ['x'] }, { paused: true, concurrency: 1 })
      one.connection.draining = true
      one.hasRoom = false
      office.interrupt(one)
    },
  },
  {
    // By name it would be asked all the same.
    why: ['full'],
    text: 'full: 1 of 1 in flight',
    options: { provider: 'i0' },
    make: (stage) => {
      eject(stage)
      fill(stage, 1)
    },
  },
]

test.each(cases)('$why: $text', ({ why, text, options, make }) => {
  const office = new Office()
  const ejection = { consecutiveFailures: 2, baseTime: 100, maxShare: 1, successRate: false } as const
  const binding = office.bind([], {}, { ejection })
  const one = office.provider(binding, { A: ['x'] }, { concurrency: 2 })
  // Somebody else has the method, so that it makes a difference.
  office.provider(binding, { A: ['x'] })
  make({ office, binding, one })
  const told = ask(office, 'A.x', options)
  expect(told.excluded.find(({ provider }) => provider === 'i0')).toEqual({
    provider: 'i0',
    name: undefined,
    why,
    text,
  })
  expect(told.candidates.map(({ provider }) => provider)).not.toContain('i0')
})
