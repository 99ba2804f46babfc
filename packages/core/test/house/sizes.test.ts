import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { core } from './run.ts'

/** CONTRIBUTING.md: past it, it is usually two files. */
const most = 400

it(`no source of core has over ${most} lines`, () => {
  const src = join(core, 'src')
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))
  const long = files.filter((name) => readFileSync(join(src, name), 'utf8').split('\n').length - 1 > most)
  expect(long).toEqual([])
  expect(files.length).toBeGreaterThan(50)
})
