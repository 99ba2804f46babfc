import { forSequences, type Step } from '@wsrpc/contract-tests/sequences'
import { expect, test } from 'vitest'
import { RandomDesk } from './random-desk.ts'

/** Outcomes, and reasons. */
const all = [
  'blocked',
  'draining',
  'ejected',
  'fail',
  'full',
  'identity',
  'interrupted',
  'label',
  'method',
  'paused',
  'provider',
  'send',
  'service',
  'silent',
  'trial',
  'wait',
]

function play(steps: readonly Step[], explains: boolean): RandomDesk {
  const desk = new RandomDesk(explains)
  for (const step of steps) desk.step(step)
  desk.end()
  return desk
}

// At each call the desk holds what happens against what was said: outcome, error, whom it could go to, and with a key
// who gets it. At the end, that the last event of each call is its end.
test('what is said of a call is what then happens to it, and saying so changes nothing', () => {
  const seen = new Map<string, number>()
  const runs = forSequences({ runs: 250, length: 160 }, (steps) => {
    const explained = play(steps, true)
    expect(explained.log).toEqual(play(steps, false).log)
    for (const [what, count] of explained.seen) seen.set(what, (seen.get(what) ?? 0) + count)
  })
  expect(runs).toBe(250)
  // Every outcome and every reason came up.
  expect([...seen.keys()].sort()).toEqual(all)
  for (const count of seen.values()) expect(count).toBeGreaterThan(10)
})
