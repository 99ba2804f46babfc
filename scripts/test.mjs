// `npm test`: the checks, then the tests, then one line that can be trusted.

import { mkdirSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'

import { missing } from './capabilities.mjs'
import { runChecks } from './check.mjs'
import { run } from './process.mjs'
import { newsLines, runtimeLines, runtimeResults } from './runtimes.mjs'
import { recordedResults, resultFile, testResults } from './test-results.mjs'
import { count, verdict } from './verdict.mjs'

/** @typedef {import('./node.mjs').Tools} Tools */

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
  const result = testResults()
  const rows = runtimeResults(result)
  // A part of the tests says nothing of what is not in it.
  const news = args.length === 0 ? newsLines(rows, recordedResults()) : []

  const { lines, code } = verdict({
    failedChecks,
    tests: count(result, exitCode),
    runtimes: [...runtimeLines(rows), ...news],
    missing: missing(),
    strict: Boolean(process.env['CI']) && process.env['CI'] !== 'false',
  })
  console.log(lines.join('\n'))
  return code
}
