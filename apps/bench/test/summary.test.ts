import { expect, test } from 'vitest'
import { summarise } from '../src/figures/summary.ts'
import { line } from './line.ts'

test('a contender is its median, its spread, and a multiple of each control in the same round', () => {
  // In both rounds twice as much: the machine was slow in the second.
  const [, own] = summarise(line({ bare: [10, 4], wsrpc: [20, 8] }), ['bare', 'ceiling'])
  expect(own).toEqual({ contender: 'wsrpc', median: 14, min: 8, max: 20, ratios: { bare: 2 } })
})

test('what a control has none of is no ratio', () => {
  const [, own] = summarise(line({ bare: [0, 0], wsrpc: [1, 1] }), ['bare'])
  expect(own?.ratios).toEqual({})
})

test('under loads of their own there are no ratios', () => {
  const [own] = summarise(line({ bare: [1] }, { ownLoad: true }), ['bare'])
  expect(own?.ratios).toEqual({})
})
