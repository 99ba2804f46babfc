// What the packages cost a page: bundled for browsers from the tarballs, minified, and gzipped.

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { root } from './paths.mjs'
import { capture } from './process.mjs'
import { inKilobytes, stale, withTable } from './size-table.mjs'

/** @typedef {import('./node.mjs').Tools} Tools */

const readme = join(root, 'README.md')

/**
 * What is measured. `limit` is in bytes: the goal for the provider is 15 kB, and what stands here only tells when it
 * grows. See docs/decisions/size-in-a-browser.md.
 */
const entries = [
  {
    name: '`Provider`, with MessagePack',
    package: '@wsrpc/provider',
    imports: '{ Provider }',
    limit: 41_000,
  },
  {
    name: '`Provider` of `/browser`, which knows its page',
    package: '@wsrpc/provider',
    file: 'browser/index.js',
    imports: '{ Provider }',
    limit: 43_500,
  },
  {
    name: '`Provider` and `json()`',
    package: '@wsrpc/provider',
    imports: '{ Provider, json }',
    limit: undefined,
  },
  { name: '`msgpack()` of core, alone', package: '@wsrpc/core', imports: '{ msgpack }', limit: undefined },
]

/**
 * @param {Tools} tools
 * @param {string} folder  the one with the `node_modules` to bundle from
 * @returns {Promise<{ code: number, output: string, sizes: import('./size-table.mjs').Size[] }>}
 */
export const measure = async (tools, folder) => {
  const config = join(folder, '.size-limit.json')
  const checks = entries.map((entry) => ({
    name: entry.name,
    path: `node_modules/${entry.package}/dist/${entry.file ?? 'index.js'}`,
    import: entry.imports,
    gzip: true,
  }))
  writeFileSync(config, JSON.stringify(checks))
  const { code, output } = await capture(
    tools.node,
    [tools.bin.sizeLimit, '--json', '--config', config],
    tools,
  )
  return { code, output, sizes: code === 0 ? JSON.parse(output) : [] }
}

/**
 * @param {import('./size-table.mjs').Size[]} sizes
 * @returns {{ code: number, output: string }}
 */
export const checkLimits = (sizes) => {
  const over = sizes.flatMap(({ name, size }) => {
    const limit = entries.find((entry) => entry.name === name)?.limit ?? Infinity
    return size > limit ? [`${name} has ${inKilobytes(size)}; the limit is ${inKilobytes(limit)}.`] : []
  })
  return { code: over.length, output: over.join('\n') }
}

/**
 * @param {import('./size-table.mjs').Size[]} sizes
 * @returns {{ code: number, output: string }}
 */
export const checkReadme = (sizes) => {
  const lines = stale(readFileSync(readme, 'utf8'), sizes)
  return { code: lines.length, output: lines.join('\n') }
}

/** @param {import('./size-table.mjs').Size[]} sizes */
export const writeReadme = (sizes) => writeFileSync(readme, withTable(readFileSync(readme, 'utf8'), sizes))
