// What vitest told of the tests that `npm test` ran last, and what was kept of an earlier run.

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { root } from './paths.mjs'

/** Written by vitest. */
export const resultFile = join(root, 'node_modules', '.cache', 'test-results.json')

/** What README.md tells of the runtimes. Written by scripts/runtimes-table.mjs. */
export const recordFile = join(root, 'apps', 'runtimes', 'results.json')

/** @returns {Omit<import('./runtimes.mjs').RuntimeResult, 'failed'>[]} all went well there */
export const recordedResults = () => JSON.parse(readFileSync(recordFile, 'utf8'))

/** @returns {import('./verdict.mjs').VitestResult | undefined} nothing when there is none */
export const testResults = () =>
  existsSync(resultFile) ? JSON.parse(readFileSync(resultFile, 'utf8')) : undefined
