/** The files that the bench reads and writes. */

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import type { Floor } from './figures/floor.ts'
import type { Outcome } from './outcome.ts'
import { fromJson, toJson } from './report/json.ts'
import { markdown } from './report/markdown.ts'
import { withBetween } from './report/marks.ts'
import { performanceOf } from './report/readme.ts'

const at = (path: string): URL => new URL(`../${path}`, import.meta.url)
const floors = at('floor.json')
const results = at('results.json')
const page = at('results.md')
const readme = at('../../README.md')

export function readFloors(): Floor[] {
  return JSON.parse(readFileSync(floors, 'utf8')) as Floor[]
}

/** Keeps what a run found, from which {@link writePages} makes what people read. */
export function writeResults(outcome: Outcome): void {
  writeFileSync(results, toJson(outcome))
}

/** Makes results.md and the README's section out of results.json. @throws TypeError when there is none. */
export function writePages(): void {
  if (!existsSync(results)) {
    throw new TypeError('There is no apps/bench/results.json yet: a run of everything writes it.')
  }
  const outcome = fromJson(readFileSync(results, 'utf8'))
  writeFileSync(page, markdown(outcome))
  writeFileSync(readme, withBetween(readFileSync(readme, 'utf8'), performanceOf(outcome)))
}
