import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { causeOf } from '../src/cannot.ts'
import { contenders } from '../src/contenders.ts'
import { bestOf } from '../src/figures/best.ts'
import { fallen, type Floor, inWords, rowOf, wantedBy } from '../src/figures/floor.ts'
import { lineId } from '../src/outcome.ts'
import { fullPlan, quickPlan } from '../src/plan.ts'
import { allRows } from '../src/rows.ts'
import { line } from './line.ts'

describe('a floor', () => {
  const lines = [line({ bare: [10, 10], wsrpc: [18, 22] }, { row: 'calls-64' })]
  const floor = { line: 'calls-64', contender: 'wsrpc', to: ['bare'] }

  test('holds as long as the ratio is between its bounds', () => {
    expect(fallen(lines, [{ ...floor, least: 2 }])).toEqual([])
    expect(fallen(lines, [{ ...floor, most: 2 }])).toEqual([])
  })

  test('names the row that fell, and by how much', () => {
    const [low] = fallen(lines, [{ ...floor, least: 2.1 }])
    expect(low && inWords(low)).toBe('calls-64: wsrpc is 2.00 × bare, and has to be at least 2.1.')
    const [high] = fallen(lines, [{ ...floor, most: 1.9 }])
    expect(high && inWords(high)).toBe('calls-64: wsrpc is 2.00 × bare, and has to be at most 1.9.')
  })

  test('does not hold when nothing was measured', () => {
    const [gone] = fallen([], [{ ...floor, least: 1 }])
    expect(gone && inWords(gone)).toBe('calls-64: wsrpc was not measured, or bare was not.')
  })
})

describe('a floor to several', () => {
  const lines = [line({ wsrpc: [20, 20, 20], a: [10, 40, 10], b: [5, 10, 20] })]
  const floor = { line: 'row', contender: 'wsrpc', to: ['a', 'b'] }

  test('is to the best of each round', () => {
    expect(fallen(lines, [{ ...floor, least: 1 }])).toEqual([])
    const [low] = fallen(lines, [{ ...floor, least: 1.1 }])
    expect(low && inWords(low)).toBe('row: wsrpc is 1.00 × the best of a, b, and has to be at least 1.1.')
  })

  test('does not hold when one of them was not measured', () => {
    expect(fallen(lines, [{ ...floor, to: ['a', 'gone'], least: 0 }])).toHaveLength(1)
  })

  test('takes the least, where less is better', () => {
    expect(bestOf(line({ a: [1, 4], b: [2, 3, 9] }, { better: 'less' }), ['a', 'b'])).toEqual([1, 3])
  })
})

test('a floor wants its row, and whom it compares there', () => {
  const wants = wantedBy([
    { line: 'cpu/caller', contender: 'wsrpc', to: ['bare'], most: 1 },
    { line: 'calls-1', contender: 'wsrpc', to: ['a', 'b'], least: 1 },
  ])
  expect(['wsrpc', 'bare', 'a'].map((name) => wants('cpu', name))).toEqual([true, true, false])
  expect(['wsrpc', 'bare', 'b'].map((name) => wants('calls-1', name))).toEqual([true, false, true])
  expect(wants('calls-16', 'wsrpc')).toBe(false)
})

describe('floor.json', () => {
  const floors = JSON.parse(readFileSync(new URL('../floor.json', import.meta.url), 'utf8')) as Floor[]

  test.each(floors)(
    '$line of $contender to $to can be measured',
    ({ line: id, contender, to, least, most }) => {
      for (const plan of [fullPlan, quickPlan]) {
        const row = allRows(plan).find(({ name, figures }) =>
          figures.some((of) => lineId(name, of.name) === id),
        )
        expect(row).toBeDefined()
        for (const name of [contender, ...to]) {
          expect(contenders.map((one) => one.name)).toContain(name)
          expect(row && causeOf(row.ability, name)).toBeUndefined()
        }
      }
      expect(to).not.toEqual([])
      expect([least, most].filter((bound) => bound !== undefined)).toHaveLength(1)
    },
  )

  test('takes under three minutes to measure', () => {
    const { rounds, warmUps, round, warmUp } = fullPlan
    const pairs = new Set(floors.flatMap(({ contender, to }) => [contender, ...to]))
    const measured = new Set(
      floors.flatMap((floor) => [floor.contender, ...floor.to].map((name) => `${rowOf(floor)} ${name}`)),
    )
    // A second for two processes to start.
    const ms = pairs.size * (warmUp + 1000) + measured.size * (rounds + warmUps) * round
    expect(ms).toBeLessThan(170_000)
  })

  test('is not empty', () => {
    expect(floors.length).toBeGreaterThan(5)
  })
})
