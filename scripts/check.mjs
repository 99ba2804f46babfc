// What can be said about the code without running it. The three run side by side.

import { runParts } from './parts.mjs'
import { capture } from './process.mjs'

/** @typedef {import('./node.mjs').Tools} Tools */

/**
 * @param {Tools} tools
 * @returns {Promise<number>} how many failed
 */
export const runChecks = (tools) => {
  const { node, bin } = tools
  const tool = (/** @type {string[]} */ ...args) => capture(node, args, tools)
  return runParts([
    { name: 'types', run: () => tool(bin.tsc, '-b'), help: '' },
    {
      name: 'lint',
      run: () => tool(bin.oxlint),
      help: 'Some can be repaired with: npm run lint -- --fix',
    },
    { name: 'format', run: () => tool(bin.oxfmt, '--check'), help: 'Repair with: npm run format' },
  ])
}

/** @param {Tools} tools */
export const check = async (tools) => ((await runChecks(tools)) === 0 ? 0 : 1)
