import { expect, test } from 'vitest'
import { leastLoaded } from '../../src/balancers/least-loaded.ts'
import { random } from '../../src/balancers/random.ts'
import { roundRobin } from '../../src/balancers/round-robin.ts'
import { run, type Worker } from './workshop.ts'

// Nobody tells the pool how fast an instance is. A slow one keeps its calls longer, so it has more in flight, and so
// it gets less.

const oneByOne = (speed: number): Worker => ({ speed, atOnce: 1, share: 1 })
const allAtOnce = (speed: number): Worker => ({ speed, atOnce: 500, share: 1 })
const mixed = [1, 2, 3, 4, 1, 2, 3, 4]
const oneIsSlow = [20, 20, 20, 20, 20, 20, 20, 1]

/** Each one's part of the work ÷ its part of all that is due. */
function dues(finished: readonly number[], due: readonly number[]): readonly number[] {
  const sum = (numbers: readonly number[]): number => numbers.reduce((all, number) => all + number, 0)
  return finished.map((count, index) => count / sum(finished) / ((due[index] as number) / sum(due)))
}

// The slow one finishes few calls: chance alone makes 5 %.
test.each([
  ['speeds of 1 to 4, one call after the other', mixed.map(oneByOne), mixed, 0.1],
  ['speeds of 1 to 4, all calls at once', mixed.map(allAtOnce), mixed, 0.1],
  ['one that is 20 times slower, one call after the other', oneIsSlow.map(oneByOne), oneIsSlow, 0.2],
  ['one that is 20 times slower, all calls at once', oneIsSlow.map(allAtOnce), oneIsSlow, 0.2],
])('leastLoaded gives work in proportion to speed: %s', (_which, workers, speeds, error) => {
  const parts = dues(run(leastLoaded(), workers, 400, 50_000), speeds)
  for (const part of parts) expect(Math.abs(part - 1)).toBeLessThan(error)
})

test('leastLoaded gives equally fast ones work in proportion to their shares', () => {
  const shares = [1, 0.5, 0.25, 0.75]
  const workers = shares.map((share) => ({ ...allAtOnce(1), share }))
  const parts = dues(run(leastLoaded(), workers, 120, 50_000), shares)
  for (const part of parts) expect(Math.abs(part - 1)).toBeLessThan(0.1)
})

test.each([random(), roundRobin()])('$name gives a slow one as much as the others', (balancer) => {
  const finished = run(balancer, oneIsSlow.map(allAtOnce), 64, 20_000)
  const same = oneIsSlow.map(() => 1)
  for (const part of dues(finished, same)) expect(Math.abs(part - 1)).toBeLessThan(0.1)
})
