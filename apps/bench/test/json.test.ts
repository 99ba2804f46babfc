import { expect, test } from 'vitest'
import { fromJson, toJson } from '../src/report/json.ts'
import { line } from './line.ts'
import { outcome } from './outcome.ts'

test('an outcome is the same when it is read again, but for digits that are noise', () => {
  expect(fromJson(toJson(outcome))).toEqual(outcome)
  const noisy = { ...outcome, lines: [line({ bare: [1234.56789, 0.000123456789] })] }
  expect(fromJson(toJson(noisy)).lines[0]?.values).toEqual({ bare: [1234.57, 0.000123457] })
})

test('a list of numbers is one line, as the formatter has it', () => {
  const text = toJson(outcome)
  expect(text).toContain('        "bare": [1000, 2000, 3000],\n        "wsrpc": [2000, 4000, 6000],\n')
  expect(text).toContain('  "parts": [],\n')
  expect(text.endsWith('}\n')).toBe(true)
})
