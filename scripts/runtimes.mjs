// What the tests of apps/runtimes/test/rooms say about each runtime. No I/O.

/**
 * @typedef {object} RuntimeResult  how the suite ended in one runtime
 * @property {string} runtime  as `Deno`, or `Chromium, page`
 * @property {string} version  as `2.9.6`
 * @property {number} tests  how many passed there
 * @property {number} failed  how many did not, or were not run
 * @property {{ test: string, cause: string }[]} differences  those that ended otherwise, as they have to there
 */

const folder = /apps[/\\]runtimes[/\\]test[/\\]rooms[/\\]/

/** As `Chromium 156.0.7985.60, page`. */
const heading = /^(\S+) (\d\S*?)(?:, (.+))?$/

/** As `brings headers (differs: a browser's WebSocket has none)`. */
const remark = /^(.+) \(differs: (.+)\)$/

/**
 * @param {import('./verdict.mjs').VitestResult | undefined} result
 * @returns {RuntimeResult[]}
 */
export const runtimeResults = (result) => {
  /** @type {Map<string, RuntimeResult>} */
  const rows = new Map()
  for (const { name, assertionResults } of result?.testResults ?? []) {
    if (!folder.test(name)) continue
    for (const {
      ancestorTitles: [title = '', group = ''] = [],
      title: test = '',
      status,
    } of assertionResults) {
      const [, engine, version = '', where] = heading.exec(title) ?? []
      if (engine === undefined) continue
      const runtime = where === undefined ? engine : `${engine}, ${where}`
      const row = rows.get(title) ?? { runtime, version, tests: 0, failed: 0, differences: [] }
      rows.set(title, row)
      if (status === 'passed') row.tests += 1
      else row.failed += 1
      const [, plain, cause = ''] = remark.exec(test) ?? []
      if (plain !== undefined) row.differences.push({ test: `${group}: ${plain}`, cause })
    }
  }
  return [...rows.values()].sort((one, other) => compare(place(one), place(other)))
}

/** What most people look for comes first. */
const order = ['Node', 'Deno', 'Bun', 'Chromium', 'workerd']

/** @param {RuntimeResult} row */
const place = (row) => {
  const isOfPool = row.runtime.includes('its pool on')
  const engine = order.findIndex((name) => row.runtime.startsWith(name))
  return `${isOfPool ? 1 : 0} ${engine} ${titleOf(row)}`
}

const { compare } = new Intl.Collator('en', { numeric: true })

/** @param {Pick<RuntimeResult, 'runtime' | 'version'>} row */
const titleOf = ({ runtime, version }) => {
  const [engine, ...where] = runtime.split(', ')
  return [`${engine} ${version}`, ...where].join(', ')
}

/**
 * A line for each, for the end of `npm test`.
 * @param {RuntimeResult[]} rows
 */
export const runtimeLines = (rows) =>
  rows.map((row) => {
    const differences =
      row.differences.length > 0 ? `, ${row.differences.length} of them differ as known` : ''
    const failed = row.failed > 0 ? `, ${row.failed} failed or left out` : ''
    return `${titleOf(row)}: ${row.tests} tests${differences}${failed}`
  })

/**
 * What it is promised as: `Node 20`, `Chromium, page`, `Node 24, its pool on Bun`.
 * @param {Pick<RuntimeResult, 'runtime' | 'version'>} row
 */
const nameOf = ({ runtime, version }) => {
  const [engine = '', ...where] = runtime.split(', ').map((part) => part.replace(/ \d\S*$/, ''))
  // Of the others there is one version only.
  const its = engine === 'Node' ? `${engine} ${Number.parseInt(version, 10)}` : engine
  return [its, ...where].join(', ')
}

/**
 * Those that a run has not told of.
 * @param {Pick<RuntimeResult, 'runtime' | 'version'>[]} rows
 * @param {string[]} promised
 */
export const lacking = (rows, promised) => {
  const names = rows.map(nameOf)
  return promised.filter((name) => !names.includes(name))
}

/**
 * A line when a whole run was on other runtimes than the one that the README tells of.
 * @param {RuntimeResult[]} rows
 * @param {Pick<RuntimeResult, 'runtime' | 'version'>[]} recorded
 */
export const newsLines = (rows, recorded) => {
  const [here, there] = [rows, recorded].map((all) => all.map((row) => titleOf(row)))
  const fresh = here?.filter((title) => !there?.includes(title)) ?? []
  const gone = there?.filter((title) => !here?.includes(title)) ?? []
  if (fresh.length + gone.length === 0) return []
  const parts = [
    ...(fresh.length > 0 ? [`it lacks ${fresh.join('; ')}`] : []),
    ...(gone.length > 0 ? [`not run were ${gone.join('; ')}`] : []),
  ]
  return [
    `README.md's table of the runtimes is of another run: ${parts.join('. And ')}. Renew it with: node scripts/runtimes-table.mjs --write`,
  ]
}
