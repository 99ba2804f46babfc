import { describe, expect, test } from 'vitest'
import type { Outcome } from '../src/outcome.ts'
import { markdown } from '../src/report/markdown.ts'
import { show } from '../src/report/numbers.ts'
import { table } from '../src/report/table.ts'
import { line } from './line.ts'

const outcome: Outcome = {
  machine: {
    processor: 'P',
    cores: 2,
    memory: 4,
    system: 'S',
    node: 'v24',
    versions: { ws: '8' },
    load: 0.1,
    date: '2026-01-01',
  },
  plan: 'full',
  whole: true,
  contenders: ['bare', 'wsrpc', 'other'].map((name) => ({ name, title: name, control: name === 'bare' })),
  lines: [line({ bare: [1000, 2000, 3000], wsrpc: [2000, 4000, 6000], other: [3000, 6000, 9000] })],
  absences: [{ row: 'row', contender: 'go', cause: 'needs go', failed: false }],
  seconds: 60,
}

describe('the report', () => {
  const text = markdown(outcome)

  test('has the median, the spread and the ratio of each contender', () => {
    expect(text).toMatch(/\| wsrpc +\| +4,000 \| 2,000 \| 6,000 \| +2\.00 × \|/)
  })

  test('says where a contender is better', () => {
    expect(text).toMatch(/\| row +\| other +\| 1\.50 × \| +yes \|/)
  })

  test('says who was left out, and why', () => {
    expect(text).toContain('- Left out: go: needs go')
  })

  test('names the machine and the versions', () => {
    expect(text).toContain('P, 2 cores, 4 GiB, S, Node v24')
    expect(text).toContain('ws 8')
  })

  test('of a quick run says that it is one', () => {
    expect(text).not.toContain('quick run')
    expect(markdown({ ...outcome, plan: 'quick' })).toContain('quick run')
  })
})

test('numbers have three digits that count, and thousands apart', () => {
  expect([123456.7, 99.95, 9.876, 0.01234, NaN].map(show)).toEqual(['123,457', '100.0', '9.88', '0.012', '–'])
})

test('a table is even, with numbers at the right', () => {
  expect(
    table(
      ['name', 'n'],
      [
        ['a', '1'],
        ['long name', '1,000'],
      ],
    ),
  ).toBe(
    ['| name      |     n |', '| --------- | ----: |', '| a         |     1 |', '| long name | 1,000 |'].join(
      '\n',
    ),
  )
})
