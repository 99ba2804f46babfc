import { describe, expect, test } from 'vitest'
import {
  type ConnectionMove,
  connectionStates,
  type ConnectionState,
  isEnding,
  move,
} from '../src/lifecycle.ts'

const states = Object.keys(connectionStates) as ConnectionState[]

/** All states that can be reached from one. */
function reachable(from: ConnectionState): Set<ConnectionState> {
  const seen = new Set([from])
  for (const state of seen) for (const next of Object.values(connectionStates[state])) seen.add(next)
  return seen
}

describe('the life of a connection', () => {
  test('every state can be reached from the first, and the end from every state', () => {
    expect([...reachable('connecting')].sort()).toEqual([...states].sort())
    for (const state of states) expect(reachable(state)).toContain('closed')
  })

  test('nobody comes back from an ending', () => {
    for (const state of states.filter(isEnding)) {
      for (const next of reachable(state)) expect(isEnding(next), `${state} → ${next}`).toBe(true)
    }
  })

  test('closed is the end', () => {
    expect(connectionStates.closed).toEqual({})
  })

  test('close() works in every state but those that it leads to', () => {
    const takes = states.filter((state) => connectionStates[state].close !== undefined)
    expect(takes).toEqual(['connecting', 'waiting', 'connected', 'moving', 'draining'])
  })

  test.each<[ConnectionState, ConnectionMove[], ConnectionState]>([
    ['connecting', ['failed', 'dial', 'welcome'], 'connected'],
    ['connected', ['lost', 'dial', 'welcome'], 'connected'],
    ['connected', ['goAway', 'dial', 'failed', 'dial', 'welcome'], 'connected'],
    ['connected', ['goAway', 'lost', 'dial', 'welcome'], 'connected'],
    ['connected', ['drain', 'close', 'end'], 'closed'],
    ['connected', ['drain', 'lost', 'dial', 'failed', 'dial', 'welcome', 'end'], 'closed'],
    ['waiting', ['drain', 'dial', 'welcome', 'lost', 'close', 'end'], 'closed'],
    ['waiting', ['close', 'end'], 'closed'],
  ])('%s, then %j: %s', (from, moves, to) => {
    expect(moves.reduce(move, from)).toBe(to)
  })

  test('a move that is not in the table is refused by name', () => {
    expect(() => move('closed', 'dial')).toThrow(/closed can't dial/)
  })
})
