import { forSequences } from '@wsrpc/contract-tests/sequences'
import { expect, test } from 'vitest'
import { RandomWorld } from './random-world.ts'

// At each sending the stand-ins check the rules (slots, refusals, labels, names, priority, age, attempts), after each
// step the world checks itself: nothing waits that could go, no call is settled twice, and no error says 'not-started'
// of what ran.

test('whatever happens in whatever order, each call is settled once and nothing is left', () => {
  const runs = forSequences({ runs: 400, length: 160 }, (steps) => {
    const world = new RandomWorld()
    for (const step of steps) world.step(step)
    world.end(steps.length % 2 === 0)
  })
  expect(runs).toBe(400)
})
