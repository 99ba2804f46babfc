// What vitest told of the tests that `npm test` ran last.

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { root } from './paths.mjs'

/** Written by vitest. */
export const resultFile = join(root, 'node_modules', '.cache', 'test-results.json')

/** @returns {import('./verdict.mjs').VitestResult | undefined} nothing when there is none */
export const testResults = () =>
  existsSync(resultFile) ? JSON.parse(readFileSync(resultFile, 'utf8')) : undefined
