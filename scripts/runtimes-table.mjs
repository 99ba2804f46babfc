// Writes the table of the runtimes in README.md from apps/runtimes/results.json, so that the two can't differ.
//
//   node scripts/runtimes-table.mjs           only says whether the table is stale: exit code 1
//   node scripts/runtimes-table.mjs --write   takes the results of the last whole `npm test`, and writes both files

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { toolsNode } from './node.mjs'
import { root } from './paths.mjs'
import { promisedRuntimes } from './promised.mjs'
import { lacking, runtimeResults } from './runtimes.mjs'
import { Stop } from './stop.mjs'
import { recordedResults, recordFile, testResults } from './test-results.mjs'

/** @typedef {Omit<import('./runtimes.mjs').RuntimeResult, 'failed'>} Row  all went well there */

const readme = join(root, 'README.md')
const renew = 'npm test, then node scripts/runtimes-table.mjs --write'
const [begin, end] = ['<!-- runtimes -->', '<!-- /runtimes -->']

/** Whether an option works there, by the tests that go by it. */
const options = { tls: /^tls: joins /, headers: /^connect: brings headers/ }

/** @param {Row[]} rows */
const table = (rows) => {
  const head = [
    'runtime',
    'version',
    'tests',
    ...Object.keys(options).map((name) => `\`${name}\``),
    'differs',
  ]
  const body = rows.map(({ runtime, version, tests, differences }) => [
    runtime,
    version,
    String(tests),
    ...Object.values(options).map((of) => (differences.some(({ test }) => of.test(test)) ? '' : 'yes')),
    [...new Set(differences.map(({ cause }) => cause))].join('; '),
  ])
  const widths = head.map((_, column) =>
    Math.max(...[head, ...body].map((row) => (row[column] ?? '').length)),
  )
  const line = (/** @type {string[]} */ cells) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n')
}

/**
 * @param {string} text
 * @param {Row[]} rows
 * @returns {string} the text with the table between the marks
 * @throws {Stop} when a mark is missing
 */
const withTable = (text, rows) => {
  const [from, to] = [text.indexOf(begin), text.indexOf(end)]
  if (from < 0 || to < from) throw new Stop(`README.md lacks the marks ${begin} and ${end}.`)
  return `${text.slice(0, from + begin.length)}\n\n${table(rows)}\n\n${text.slice(to)}`
}

/**
 * @returns {Promise<Row[]>}
 * @throws {Stop} when they are not of a whole run in which all went well
 */
const newest = async () => {
  const all = runtimeResults(testResults())
  const bad = all.filter(({ failed }) => failed > 0).map(({ runtime }) => runtime)
  if (all.length === 0) throw new Stop(`There are no results: ${renew}`)
  if (bad.length > 0) throw new Stop(`Tests failed or were left out: ${bad.join('; ')}`)
  const lacks = lacking(all, await promisedRuntimes(toolsNode()))
  if (lacks.length > 0)
    throw new Stop(`That was not a whole run, for it lacks: ${lacks.join('; ')}. Do this: ${renew}`)
  return all.map(({ runtime, version, tests, differences }) => ({ runtime, version, tests, differences }))
}

const isWriting = process.argv.includes('--write')
try {
  if (isWriting) writeFileSync(recordFile, `${JSON.stringify(await newest(), null, 2)}\n`)
  const before = readFileSync(readme, 'utf8')
  const after = withTable(before, recordedResults())
  if (isWriting) writeFileSync(readme, after)
  else if (after !== before) throw new Stop(`The table of the runtimes in README.md is stale: ${renew}`)
} catch (error) {
  if (!(error instanceof Stop)) throw error
  console.error(error.message)
  process.exitCode = 1
}
