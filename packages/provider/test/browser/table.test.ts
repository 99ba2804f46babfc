import { describe, expect, test } from 'vitest'
import {
  type Facts,
  isAway,
  type LifeEvent,
  type LifeState,
  lifeTable,
  stateOf,
} from '../../src/browser/table.ts'

const first: Facts = { hidden: false, frozen: false, gone: false, offline: false }

function after(events: readonly LifeEvent[]): Facts {
  return events.reduce((facts, event) => ({ ...facts, ...lifeTable[event].facts }), first)
}

describe('the life of a page', () => {
  test.each<[LifeEvent[], LifeState]>([
    [[], 'serving'],
    [['hidden'], 'away'],
    [['hidden', 'visible'], 'serving'],
    [['hidden', 'freeze', 'resume'], 'away'],
    [['hidden', 'freeze', 'resume', 'visible'], 'serving'],
    [['hidden', 'freeze', 'visible'], 'away'],
    [['offline'], 'offline'],
    [['offline', 'hidden'], 'away'],
    [['offline', 'online'], 'serving'],
    [['hidden', 'pagehide', 'freeze'], 'gone'],
    [['hidden', 'pagehide', 'freeze', 'pageshow', 'visible'], 'serving'],
    [['jump'], 'serving'],
  ])('after %j it is %s', (events, state) => {
    expect(stateOf(after(events), false, 'ours')).toBe(state)
  })

  test('where hidden tabs serve, only frozen and gone ones are away', () => {
    expect(isAway(after(['hidden']), true)).toBe(false)
    expect(isAway(after(['hidden', 'freeze']), true)).toBe(true)
    expect(isAway(after(['pagehide']), true)).toBe(true)
  })

  test('who has no turn stands by, online or not', () => {
    expect(stateOf(after([]), false, 'theirs')).toBe('standby')
    expect(stateOf(after(['offline']), false, 'theirs')).toBe('standby')
    expect(stateOf(after(['hidden']), false, 'theirs')).toBe('away')
  })

  test('nobody says that another tab serves before that is known', () => {
    expect(stateOf(after([]), false, 'open')).toBeUndefined()
    expect(stateOf(after(['hidden']), false, 'open')).toBe('away')
    expect(stateOf(after(['pagehide']), false, 'open')).toBe('gone')
  })

  test('what may have cost the socket is followed by a probe', () => {
    const probed = Object.entries(lifeTable).filter(([, { deed }]) => deed === 'probe')
    expect(probed.map(([event]) => event).sort()).toEqual(['jump', 'online', 'pageshow', 'resume', 'visible'])
  })
})
