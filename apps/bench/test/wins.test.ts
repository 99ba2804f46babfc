import { describe, expect, test } from 'vitest'
import { wins } from '../src/figures/wins.ts'
import { line } from './line.ts'

describe('a win', () => {
  test('is a contender that has more, where more is better', () => {
    const lines = [line({ wsrpc: [10, 10, 10], other: [20, 30, 5], slow: [9, 9, 9] })]
    expect(wins(lines, 'wsrpc', [])).toEqual([{ line: 'row', contender: 'other', factor: 2, always: false }])
  })

  test('is one that has less, where less is better', () => {
    const lines = [line({ wsrpc: [10], other: [5], slow: [20] }, { better: 'less' })]
    expect(wins(lines, 'wsrpc', [])).toEqual([{ line: 'row', contender: 'other', factor: 2, always: true }])
  })

  test('is none of a control', () => {
    expect(wins([line({ wsrpc: [1], bare: [2] })], 'wsrpc', ['bare'])).toEqual([])
  })

  test('needs the subject', () => {
    expect(wins([line({ other: [2] })], 'wsrpc', [])).toEqual([])
  })
})

describe('under a load of its own', () => {
  const own = { better: 'less', ownLoad: true } as const

  test("a contender is compared with the subject's value under the same load", () => {
    const p50 = line({ wsrpc: [8], other: [3] }, { ...own, name: 'p50', subjectIn: 'its p50' })
    const its = line({ other: [1.5] }, { ...own, name: 'its p50' })
    expect(wins([p50, its], 'wsrpc', [])).toEqual([])
    const worse = line({ other: [6] }, { ...own, name: 'its p50' })
    expect(wins([p50, worse], 'wsrpc', [])).toEqual([
      { line: 'row/p50', contender: 'other', factor: 2, always: true },
    ])
  })

  test('nobody wins what has no such value', () => {
    expect(wins([line({ wsrpc: [8], other: [3] }, own)], 'wsrpc', [])).toEqual([])
  })
})
