// What can be said about the code without running it. The three run side by side.

import { capture } from './process.mjs'

/** @typedef {import('./node.mjs').Tools} Tools */

/** @param {Tools} tools */
const checks = ({ bin }) => [
  { name: 'types', args: [bin.tsc, '-b'], help: '' },
  { name: 'lint', args: [bin.oxlint], help: 'Some can be repaired with: npm run lint -- --fix' },
  { name: 'format', args: [bin.oxfmt, '--check'], help: 'Repair with: npm run format' },
]

/**
 * @param {Tools} tools
 * @returns {Promise<number>} how many failed
 */
export const runChecks = async (tools) => {
  const results = await Promise.all(
    checks(tools).map(async ({ name, args, help }) => {
      const started = performance.now()
      const { code, output } = await capture(tools.node, args, tools)
      return { name, help, output, ok: code === 0, seconds: (performance.now() - started) / 1000 }
    }),
  )
  for (const { name, ok, output, help, seconds } of results) {
    console.log(`${ok ? 'ok    ' : 'FAILED'} ${name} (${seconds.toFixed(1)} s)`)
    if (!ok) console.log(`${output.trim()}\n${help}`)
  }
  return results.filter(({ ok }) => !ok).length
}

/** @param {Tools} tools */
export const check = async (tools) => ((await runChecks(tools)) === 0 ? 0 : 1)
