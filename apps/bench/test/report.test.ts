import { describe, expect, test } from 'vitest'
import { markdown } from '../src/report/markdown.ts'
import { show } from '../src/report/numbers.ts'
import { table } from '../src/report/table.ts'
import { unexplained } from '../src/report/wins.ts'
import { reasonOf } from '../src/why.ts'
import { line } from './line.ts'
import { outcome } from './outcome.ts'

describe('the report', () => {
  const text = markdown(outcome)

  test('has the median, the spread and the ratio of each contender', () => {
    expect(text).toMatch(/\| wsrpc +\| +4,000 \| 2,000 \| 6,000 \| +2\.00 × \|/)
  })

  test('says where a contender is better, and that nobody knows why', () => {
    expect(text).toMatch(/\| row +\| other +\| 1\.50 × \| yes +\| no reason known yet \|/)
  })

  test('says why, where that is known', () => {
    const values = { wsrpc: [2], nats: [3] }
    const row = 'result-1MiB'
    const reason = reasonOf(row, 'nats')
    expect(reason).toBeDefined()
    expect(markdown({ ...outcome, lines: [line(values, { row })] })).toContain(
      `| yes            | ${reason} |`,
    )
  })

  test('tells what a call costs by part, where that was measured', () => {
    expect(text).not.toContain('by part')
    const parts = [
      { part: 'codec', caller: 2, callee: 1 },
      { part: 'peer', caller: 0, callee: 1 },
    ]
    const all = markdown({ ...outcome, parts: [{ contender: 'wsrpc', inFlight: 64, parts }] })
    expect(all).toContain('## What a call costs, by part')
    expect(all).toMatch(/\| wsrpc, 64 in flight +\|/)
    expect(all).toMatch(/\| codec +\| +2\.00 \| +1\.00 \| 3\.00 \| +75\.0 % \|/)
    expect(all).toMatch(/\| all +\| +2\.00 \| +2\.00 \| 4\.00 \| 100\.0 % \|/)
  })

  test('says who was left out, and why', () => {
    expect(text).toContain('- Left out: go: needs go')
  })

  test('names the machine and the versions', () => {
    expect(text).toContain('P, 2 cores, 4 GiB, S, Node v24')
    expect(text).toContain('ws 8')
  })

  test('ends as the formatter has it', () => {
    expect(text).toMatch(/[^\n]\n$/)
  })

  test('of a quick run says that it is one', () => {
    expect(text).not.toContain('quick run')
    expect(markdown({ ...outcome, plan: 'quick' })).toContain('quick run')
  })
})

describe('a win that nobody has explained', () => {
  const [row, contender] = ['result-1MiB', 'nats']
  const win = { factor: 2, always: true }

  test('is named', () => {
    expect(unexplained([{ ...win, line: 'row', contender: 'other' }])).toEqual([
      'No reason known yet why other is better at row: see src/why.ts',
    ])
  })

  test('is none that has a reason', () => {
    expect(unexplained([{ ...win, line: row, contender }])).toEqual([])
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
