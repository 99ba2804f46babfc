import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { causeOf } from '../src/cannot.ts'
import { contenders } from '../src/contenders.ts'
import { fallen, type Floor, inWords } from '../src/figures/floor.ts'
import { lineId } from '../src/outcome.ts'
import { fullPlan, quickPlan } from '../src/plan.ts'
import { allRows } from '../src/rows.ts'
import { line } from './line.ts'

describe('a floor', () => {
  const lines = [line({ bare: [10, 10], wsrpc: [18, 22] }, { row: 'calls-64' })]
  const floor = { line: 'calls-64', contender: 'wsrpc', to: 'bare' }

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
        for (const name of [contender, to]) {
          expect(contenders.map((one) => one.name)).toContain(name)
          expect(row && causeOf(row.ability, name)).toBeUndefined()
        }
      }
      expect([least, most].filter((bound) => bound !== undefined)).toHaveLength(1)
    },
  )

  test('is not empty', () => {
    expect(floors.length).toBeGreaterThan(5)
  })
})
