import { afterEach, expect, test } from 'vitest'
import type { Contender } from '../src/contender.ts'
import { contenders } from '../src/contenders.ts'
import { measureParts } from '../src/parts/measure.ts'
import { quickPlan } from '../src/plan.ts'
import { killAll, running } from '../src/processes/kept.ts'

const plan = { ...quickPlan, rounds: 2, warmUp: 0, round: 100 }

function contender(name: string): Contender {
  return contenders.find((one) => one.name === name) as Contender
}

afterEach(killAll)

test('both ends tell where their time goes, in parts of this project too', { timeout: 60_000 }, async () => {
  const found = await measureParts(plan, contender('wsrpc'), () => {})
  expect(found.map(({ inFlight }) => inFlight)).toEqual([64, 1])
  for (const { parts } of found) {
    const at = (name: string): { caller: number; callee: number } | undefined =>
      parts.find(({ part }) => part === name)
    expect(at('dispatch')?.caller).toBeGreaterThan(0)
    expect(at('dispatch')?.callee).toBe(0)
    expect(at('codec')?.callee).toBeGreaterThan(0)
    expect(at('the write to the socket')?.callee).toBeGreaterThan(0)
  }
  expect(running()).toBe(0)
})

test('those that are no Node programs are refused', async () => {
  await expect(measureParts(plan, contender('go'), () => {})).rejects.toThrow("'go' has no parts")
})
