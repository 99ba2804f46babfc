// `npm run check:packages`: what users get, looked at as they get it. Not the sources, but the tarballs.

import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { checkDials } from './dials.mjs'
import { runParts } from './parts.mjs'
import { root } from './paths.mjs'
import { capture } from './process.mjs'
import { table } from './size-table.mjs'
import { checkLimits, checkReadme, measure, writeReadme } from './sizes.mjs'
import { published, unpackAll } from './tarballs.mjs'

/** @typedef {import('./node.mjs').Tools} Tools */
/** @typedef {import('./tarballs.mjs').Published} Published */

const notMeasured = { code: 1, output: 'Nothing was measured to compare them with: see above.' }

/**
 * A tool that takes one tarball, run for each.
 * @param {Tools} tools
 * @param {Published[]} packages
 * @param {string[]} args
 */
const forEach = async (tools, packages, args) => {
  const results = await Promise.all(
    packages.map(({ tarball }) => capture(tools.node, [...args, tarball], tools)),
  )
  const failed = results.filter(({ code }) => code !== 0)
  return { code: failed.length, output: failed.map(({ output }) => output).join('\n') }
}

/**
 * @param {Tools} tools
 * @param {string} folder  for the tarballs
 * @param {string[]} args
 * @returns {Promise<number>} how many parts failed
 */
const runPackageChecks = async (tools, folder, args) => {
  const { node, bin } = tools
  const packages = published(folder)
  const provider = packages.find(({ name }) => name === '@wsrpc/provider')
  if (provider === undefined) throw new Error('There is no @wsrpc/provider among the packages to publish.')

  const help = 'Nothing else was checked.'
  // In a process of its own, as the Node that runs this may be too old for its lock.
  const pack = () => capture(node, [join(root, 'scripts', 'pack.mjs'), folder], tools)
  const unpacked = await runParts([{ name: 'build and pack', run: pack, help }])
  if (unpacked > 0) return unpacked
  const layOut = () => unpackAll(tools, folder, packages)
  const notLaidOut = await runParts([{ name: 'unpack', run: layOut, help }])
  if (notLaidOut > 0) return notLaidOut

  const measured = await measure(tools, folder)
  if (measured.code === 0 && args.includes('--write')) writeReadme(measured.sizes)
  const failed = await runParts([
    { name: 'publint', run: () => forEach(tools, packages, [bin.publint, '--strict']), help: '' },
    {
      name: 'types as seen by importers',
      run: () => forEach(tools, packages, [bin.attw, '--no-color', '--profile', 'esm-only']),
      help: '',
    },
    {
      name: '#dial of the runtimes',
      run: async () => checkDials(provider.unpacked),
      help: 'See "imports" and "publishConfig" in packages/provider/package.json.',
    },
    {
      name: 'what nobody uses',
      run: () => capture(node, [bin.knip, '--no-progress', '--treat-config-hints-as-errors'], tools),
      help: 'Remove it, or tell knip.jsonc who uses it.',
    },
    {
      name: 'sizes',
      run: async () => (measured.code === 0 ? checkLimits(measured.sizes) : measured),
      help: 'See scripts/sizes.mjs.',
    },
    {
      name: 'sizes in README.md',
      run: async () => (measured.code === 0 ? checkReadme(measured.sizes) : notMeasured),
      help: 'Write them with: npm run check:packages -- --write',
    },
  ])
  if (measured.code === 0) console.log(`\n${table(measured.sizes)}`)
  return failed
}

/**
 * @param {Tools} tools
 * @param {string[]} args  `--write`: writes the sizes into README.md
 */
export const checkPackages = async (tools, args) => {
  // The real path: bundlers and Node compare paths, and a temporary folder is behind a link on macOS.
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'wsrpc-packages-'))
  try {
    return (await runPackageChecks(tools, folder, args)) === 0 ? 0 : 1
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
