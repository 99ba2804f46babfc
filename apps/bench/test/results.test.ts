// The pages that are made of results.json.

import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { fromJson, toJson } from '../src/report/json.ts'
import { markdown } from '../src/report/markdown.ts'
import { between } from '../src/report/marks.ts'
import { performanceOf } from '../src/report/readme.ts'

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')

describe('results.json', () => {
  const text = read('../results.json')

  test('is of a run of everything', () => {
    const { whole, plan, absences } = fromJson(text)
    expect({ whole, plan }).toEqual({ whole: true, plan: 'full' })
    expect(absences.filter(({ failed }) => failed)).toEqual([])
    expect(toJson(fromJson(text))).toBe(text)
  })

  // When one of these fails: npm run bench -- --readme
  test('is what results.md tells', () => {
    expect(read('../results.md')).toBe(markdown(fromJson(text)))
  })

  test('is what the README tells', () => {
    expect(between(read('../../../README.md'))).toBe(performanceOf(fromJson(text)))
  })
})
