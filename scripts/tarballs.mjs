// What would be published, and laid out as it is after an install: `node_modules/@wsrpc/…` has what the
// tarballs have, and what they depend on is linked beside.

import { mkdirSync, readFileSync, readdirSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'

import { root } from './paths.mjs'
import { capture } from './process.mjs'

/** @typedef {import('./node.mjs').Tools} Tools */

/**
 * @typedef {object} Published  a package that goes to the registry
 * @property {string} name
 * @property {string} source  its folder in the repository
 * @property {string} tarball
 * @property {string} unpacked  the folder with what the tarball has
 */

/**
 * @param {string} folder  of a package
 * @returns {{ name: string, private?: boolean, dependencies?: Record<string, string>, imports?: Record<string, unknown> }}
 */
export const manifestOf = (folder) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))

/**
 * All packages that are not private.
 * @param {string} folder  where their tarballs and what is in them will be
 * @returns {Published[]}
 */
export const published = (folder) =>
  readdirSync(join(root, 'packages')).flatMap((directory) => {
    const source = join(root, 'packages', directory)
    const { name, private: kept = false } = manifestOf(source)
    const tarball = join(folder, `${directory}.tgz`)
    return kept ? [] : [{ name, source, tarball, unpacked: join(folder, 'node_modules', name) }]
  })

/**
 * Packs with pnpm, which puts `publishConfig` in its place as it does when it publishes.
 * @param {Tools} tools
 * @param {Published} item
 */
export const pack = (tools, { source, tarball }) =>
  capture(tools.node, [tools.bin.pnpm, 'pack', '--dir', source, '--out', tarball], tools)

/**
 * @param {Tools} tools
 * @param {Published} item
 */
const unpack = (tools, { tarball, unpacked }) => {
  mkdirSync(unpacked, { recursive: true })
  // Every system has a `tar`, also Windows. All that is in a tarball is in a folder `package`.
  return capture('tar', ['-xzf', tarball, '-C', unpacked, '--strip-components=1'], tools)
}

/**
 * @param {string} modules  the folder to link into
 * @param {Published[]} packages
 */
const linkDependencies = (modules, packages) => {
  const ours = packages.map(({ name }) => name)
  const wanted = new Map(
    packages.flatMap(({ source }) =>
      Object.keys(manifestOf(source).dependencies ?? {}).map((name) => [name, source]),
    ),
  )
  for (const [name, source] of wanted) {
    if (ours.includes(name)) continue
    mkdirSync(dirname(join(modules, name)), { recursive: true })
    // A junction needs no rights on Windows, and is a link like any other elsewhere.
    symlinkSync(join(source, 'node_modules', name), join(modules, name), 'junction')
  }
}

/**
 * What is in the tarballs, as it is after an install.
 * @param {Tools} tools
 * @param {string} folder
 * @param {Published[]} packages
 */
export const unpackAll = async (tools, folder, packages) => {
  const results = await Promise.all(packages.map((item) => unpack(tools, item)))
  const failed = results.filter(({ code }) => code !== 0)
  if (failed.length === 0) linkDependencies(join(folder, 'node_modules'), packages)
  return { code: failed.length, output: failed.map(({ output }) => output).join('\n') }
}
