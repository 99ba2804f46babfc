import { describe, expect, test } from 'vitest'
import { between, withBetween } from '../src/report/marks.ts'
import { performanceOf } from '../src/report/readme.ts'
import { wrap } from '../src/report/wrap.ts'
import { line } from './line.ts'
import { outcome } from './outcome.ts'

function unwrapped(text: string): string {
  return text.replaceAll('\n', ' ')
}

describe('the section', () => {
  const calls = line({ bare: [1000], wsrpc: [4000], other: [6000] }, { row: 'calls-64' })
  const rare = line({ wsrpc: [4000] }, { row: 'calls-1024' })
  const text = performanceOf({ ...outcome, lines: [calls, rare] })

  test('has wsrpc first, the others as a multiple of it, and the controls last', () => {
    const rows = text.split('\n').filter((row) => row.startsWith('|'))
    const cells = rows.map((row) =>
      row
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
    expect(cells.toSpliced(1, 1)).toEqual([
      ['', '64', '1,024'],
      ['**wsrpc**', '**4,000**', '**4,000**'],
      ['other', '6,000 (1.50 ×)', '–'],
      ['_bare_', '1,000 (0.25 ×)', '–'],
    ])
  })

  test('names the machine, the day, and the rows where another is better', () => {
    expect(unwrapped(text)).toContain('P, 2 cores, Node v24, 2026-01-01.')
    expect(unwrapped(text)).toContain('in these rows, and [why](apps/bench/results.md#where-')
    expect(unwrapped(text)).toContain(': `calls-64` (other).')
  })

  test('names rows that its table does not have', () => {
    const latency = line({ wsrpc: [1], other: [2] }, { row: 'stream' })
    expect(unwrapped(performanceOf({ ...outcome, lines: [calls, latency] }))).toContain(
      '`calls-64` (other), `stream` (other).',
    )
  })

  test('says so when nobody is', () => {
    expect(unwrapped(performanceOf({ ...outcome, lines: [rare] }))).toContain(
      'No other is better than wsrpc in any row.',
    )
  })
})

describe('the marks', () => {
  const text = 'a\n<!-- performance -->\n\nold\n\n<!-- /performance -->\nb'

  test('have between them what was put there, and the rest stays', () => {
    expect(between(text)).toBe('old')
    const now = withBetween(text, 'new')
    expect(now).toBe('a\n<!-- performance -->\n\nnew\n\n<!-- /performance -->\nb')
    expect(between(now)).toBe('new')
  })

  test('are missed when they are not there', () => {
    expect(() => withBetween('a', 'new')).toThrow('README.md lacks the marks')
  })
})

test('prose is wrapped between its words, and a long word has a line of its own', () => {
  expect(wrap('one two  three\nfour fifteen six', 9)).toBe('one two\nthree\nfour\nfifteen\nsix')
  expect(wrap('[a](longer-than-that) b', 9)).toBe('[a](longer-than-that)\nb')
  expect(wrap('aa bb', 5)).toBe('aa bb')
})
