// Which runtimes the README's table has to name, so that a part of a run does not pass for the whole.

import { capture } from './process.mjs'
import { Stop } from './stop.mjs'

/** The runtimes that the suite's pool runs on, besides Node: apps/runtimes/test/rooms/pool-on-*.test.ts. */
const pools = ['Bun', 'Deno']

/** apps/runtimes/src/runtimes.ts says it, in TypeScript: only the Node of the tools reads that. */
const program = `
  import { runtimes } from './apps/runtimes/src/runtimes.ts'
  console.log(JSON.stringify(runtimes.map(({ name }) => name)))
`

/**
 * @param {import('./node.mjs').Tools} tools
 * @returns {Promise<string[]>} as `Node 20`, `Chromium, page`, `Node 24, its pool on Bun`
 * @throws {Stop} when the list can't be read
 */
export const promisedRuntimes = async ({ node }) => {
  const { code, output } = await capture(node, ['--input-type=module', '--eval', program])
  if (code !== 0) throw new Stop(`apps/runtimes/src/runtimes.ts could not be read: ${output}`)
  return [...JSON.parse(output), ...pools.map((name) => `Node 24, its pool on ${name}`)]
}
