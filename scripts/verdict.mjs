// From what happened to the last line of `npm test`.

import { describe } from './capabilities.mjs'

/** @typedef {{ passed: number, failed: number, skipped: number }} Tests */

/** @typedef {{ status: string, title?: string, ancestorTitles?: string[] }} Assertion  one test */

/**
 * @typedef {object} VitestResult  the part of vitest's JSON report that counts
 * @property {{ name: string, status: string, assertionResults: Assertion[] }[]} testResults
 */

/**
 * Counts tests, and what else went wrong in the run: a file that can't be loaded has no test that
 * could fail, and an error outside any test shows in the exit code only.
 * @param {VitestResult | undefined} result
 * @param {number} exitCode
 * @returns {Tests}
 */
export const count = (result, exitCode) => {
  const tests = { passed: 0, failed: 0, skipped: 0 }
  for (const { status, assertionResults } of result?.testResults ?? []) {
    const failedBefore = tests.failed
    for (const test of assertionResults) {
      if (test.status === 'passed') tests.passed += 1
      else if (test.status === 'failed') tests.failed += 1
      else tests.skipped += 1
    }
    if (status === 'failed' && tests.failed === failedBefore) tests.failed += 1
  }
  if (exitCode !== 0 && tests.failed === 0) tests.failed = 1
  return tests
}

/**
 * @param {object} run
 * @param {number} run.failedChecks
 * @param {Tests} run.tests
 * @param {string[]} run.runtimes  what is said of each runtime
 * @param {import('./capabilities.mjs').Capability[]} run.missing
 * @param {boolean} run.strict  what is left out is a failure (on CI, where the machine is ours to equip)
 */
export const verdict = ({ failedChecks, tests, runtimes, missing, strict }) => {
  const lines = ['']
  let failed = tests.failed + failedChecks

  if (failedChecks > 0)
    lines.push(`Checks that failed: ${failedChecks} (see above; npm run check repeats them).`)
  if (tests.passed + tests.failed === 0) {
    lines.push('No test was run.')
    failed += 1
  }
  lines.push(...runtimes)
  lines.push(...missing.map(describe))
  if (strict && missing.length + tests.skipped > 0) {
    lines.push('With CI set, what is left out or skipped counts as failed.')
    failed += missing.length + tests.skipped
  }

  const skipped = tests.skipped > 0 ? `, ${tests.skipped} skipped` : ''
  lines.push(`${tests.passed} passed, ${failed} failed${skipped}`)
  return { lines, code: failed === 0 ? 0 : 1 }
}
