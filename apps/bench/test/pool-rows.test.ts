import { afterEach, expect, test } from 'vitest'
import { contenders } from '../src/contenders.ts'
import { quickPlan } from '../src/plan.ts'
import { killAll } from '../src/processes/kept.ts'
import { allRows } from '../src/rows.ts'
import { run } from '../src/run.ts'

afterEach(killAll)

const small = {
  ...quickPlan,
  rounds: 1,
  warmUps: 0,
  round: 20,
  manyProviders: 20,
  waiting: 50,
  providers: [5],
}

test('the rows about many providers measure the pool and its control', { timeout: 60_000 }, async () => {
  const abilities = ['providers', 'memory', 'restart', 'waiting']
  const { lines, absences } = await run({
    rows: allRows(small).filter(({ ability }) => abilities.includes(ability)),
    contenders: contenders.filter(({ name }) => name === 'wsrpc' || name === 'bare'),
    subject: undefined,
    wants: () => true,
    warmUp: 0,
    progress: () => {},
  })
  expect(absences.filter(({ failed }) => failed)).toEqual([])
  const wsrpc = Object.fromEntries(lines.map(({ id, values }) => [id, values['wsrpc']]))
  expect(Object.keys(wsrpc)).toHaveLength(10)
  expect(Object.values(wsrpc).every((values) => values?.every(Number.isFinite))).toBe(true)
  expect(wsrpc['restart/gave-up-for-good']).toEqual([0])
  expect(wsrpc['providers-5']?.[0]).toBeGreaterThan(0)
})
