// The one way in: `npm test` and `npm run <command>` come here.
// It runs on Node 20.19 with nothing installed, sets the project up when that is needed,
// and then runs the command on the Node that the project needs.

import { fileURLToPath } from 'node:url'

import { refuseWithoutRequired } from './capabilities.mjs'
import { checkPackages } from './check-packages.mjs'
import { check } from './check.mjs'
import { chromiumPath } from './chromium.mjs'
import { pathWithTools, toolsNode } from './node.mjs'
import { run } from './process.mjs'
import { setUp } from './setup.mjs'
import { Stop } from './stop.mjs'
import { test } from './test.mjs'

/** @typedef {import('./node.mjs').Tools} Tools */

/** In a process of its own, as the Node that runs this may be too old for its lock. */
const buildScript = fileURLToPath(new URL('./build.mjs', import.meta.url))

/** @type {Record<string, { does: string, run: (tools: Tools, args: string[]) => Promise<number> }>} */
const commands = {
  demo: {
    does: 'run the demo',
    run: (tools, args) => run(tools.node, ['apps/demo/src/main.ts', ...args], tools),
  },
  bench: {
    does: 'measure what calls cost, here and elsewhere: takes minutes',
    run: (tools, args) => run(tools.node, ['apps/bench/src/main.ts', ...args], tools),
  },
  test: { does: 'check everything and run the tests', run: test },
  check: { does: 'types, lint and format: takes seconds', run: check },
  'check:packages': {
    does: 'build, pack and inspect what is published (--write: its sizes, into README.md)',
    run: checkPackages,
  },
  build: {
    does: 'build the packages into dist/',
    run: (tools, args) => run(tools.node, [buildScript, ...args], tools),
  },
  format: {
    does: 'format all files in place',
    run: (tools, args) => run(tools.node, [tools.bin.oxfmt, ...args], tools),
  },
  lint: {
    does: 'only the linter (--fix repairs what it can)',
    run: (tools, args) => run(tools.node, [tools.bin.oxlint, ...args], tools),
  },
}

const [name = '', ...args] = process.argv.slice(2)
const command = Object.hasOwn(commands, name) ? commands[name] : undefined

try {
  if (!command) {
    const list = Object.entries(commands).map(([key, { does }]) => `  npm run ${key.padEnd(16)}${does}`)
    throw new Stop(['Commands:', ...list].join('\n'))
  }
  refuseWithoutRequired()
  await setUp()
  const tools = toolsNode()
  const chromium = chromiumPath()
  const env = {
    ...process.env,
    ...pathWithTools(tools),
    ...(chromium === undefined ? {} : { CHROMIUM_PATH: chromium }),
  }
  process.exitCode = await command.run({ ...tools, env }, args)
} catch (error) {
  if (!(error instanceof Stop)) throw error
  console.error(error.message)
  process.exitCode = 1
}
