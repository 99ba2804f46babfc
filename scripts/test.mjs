// `npm test`: the checks, then the tests, then one line that can be trusted.

import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'

import { missing } from './capabilities.mjs'
import { runChecks } from './check.mjs'
import { root } from './paths.mjs'
import { run } from './process.mjs'
import { count, verdict } from './verdict.mjs'

/** @typedef {import('./node.mjs').Tools} Tools */

const resultFile = join(root, 'node_modules', '.cache', 'test-results.json')

/**
 * @param {Tools} tools
 * @param {string[]} args  handed to vitest, to run a part: `npm test -- packages/core`
 */
export const test = async (tools, args) => {
  const failedChecks = await runChecks(tools)

  mkdirSync(dirname(resultFile), { recursive: true })
  // An old result must not pass for a new one.
  rmSync(resultFile, { force: true })
  const exitCode = await run(
    tools.node,
    [
      tools.bin.vitest,
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${resultFile}`,
      ...args,
    ],
    tools,
  )
  const result = existsSync(resultFile) ? JSON.parse(readFileSync(resultFile, 'utf8')) : undefined

  const { lines, code } = verdict({
    failedChecks,
    tests: count(result, exitCode),
    missing: missing(),
    strict: Boolean(process.env['CI']) && process.env['CI'] !== 'false',
  })
  console.log(lines.join('\n'))
  return code
}
