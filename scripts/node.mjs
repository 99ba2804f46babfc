// Which Node runs the tools, the tests and the demo.

import { existsSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'

import { root } from './paths.mjs'
import { Stop } from './stop.mjs'

/** The tools need it, and it runs TypeScript as it is. */
const oldest = 24

/**
 * @typedef {object} Tools
 * @property {string} node  the Node to run with
 * @property {ReturnType<typeof scripts>} bin  scripts for that Node
 * @property {NodeJS.ProcessEnv} [env]
 */

/** The Node of node_modules, if this platform has one there, or the one that runs this. */
const findNode = () => {
  const platform = process.platform === 'win32' ? 'win' : process.platform
  const file = process.platform === 'win32' ? 'node.exe' : 'node'
  const installed = join(root, 'node_modules', `node-${platform}-${process.arch}`, 'bin', file)
  if (existsSync(installed)) return installed
  return Number.parseInt(process.versions.node, 10) >= oldest ? process.execPath : undefined
}

const scripts = () => {
  const at = (/** @type {string[]} */ ...path) => join(root, 'node_modules', ...path)
  return {
    tsc: at('typescript', 'bin', 'tsc'),
    oxlint: at('oxlint', 'bin', 'oxlint'),
    oxfmt: at('oxfmt', 'bin', 'oxfmt'),
    turbo: at('turbo', 'bin', 'turbo'),
    vitest: at('vitest', 'vitest.mjs'),
    pnpm: at('pnpm', 'bin', 'pnpm.mjs'),
    publint: at('publint', 'src', 'cli.js'),
    attw: at('@arethetypeswrong', 'cli', 'dist', 'index.js'),
    knip: at('knip', 'bin', 'knip.js'),
    sizeLimit: at('size-limit', 'bin.js'),
  }
}

/** @returns {Tools} */
export const toolsNode = () => {
  const node = findNode()
  if (!node)
    throw new Stop(
      `This needs Node ${oldest} or newer; here is ${process.versions.node}, and the packages bring none for ` +
        `${process.platform}-${process.arch}. Install Node ${oldest}, then run the command again.`,
    )
  return { node, bin: scripts() }
}

/**
 * Children find the same Node and the same tools by name.
 * @param {Tools} tools
 * @returns {NodeJS.ProcessEnv}
 */
export const pathWithTools = ({ node }) => ({
  PATH: [dirname(node), join(root, 'node_modules', '.bin'), process.env['PATH']].join(delimiter),
  TURBO_TELEMETRY_DISABLED: '1',
})
