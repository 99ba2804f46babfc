// `#dial` is another file in each runtime. Whether each is in the tarball shows only when somebody asks for it.

import { existsSync } from 'node:fs'
import { join } from 'node:path'

import { manifestOf } from './tarballs.mjs'

/** What a runtime asks for, and the file that it must get. Most ask for what another has too, so the order of the keys counts. */
const wanted = [
  { runtime: 'Node', conditions: ['node'], file: './dist/dial/node.js' },
  { runtime: 'Deno', conditions: ['deno', 'node'], file: './dist/dial/deno.js' },
  { runtime: 'Bun', conditions: ['bun', 'node'], file: './dist/dial/bun.js' },
  { runtime: 'workerd', conditions: ['workerd', 'worker', 'browser'], file: './dist/dial/workerd.js' },
  { runtime: 'a browser', conditions: ['browser', 'module'], file: './dist/dial/web.js' },
  { runtime: 'one that this package does not know', conditions: [], file: './dist/dial/web.js' },
]

/**
 * The file that a target of `imports` stands for: of the keys in their order the first that fits and leads to a file.
 * See PACKAGE_TARGET_RESOLVE in https://nodejs.org/api/esm.html#resolution-algorithm-specification
 * @param {unknown} target
 * @param {string[]} conditions
 * @returns {string | undefined}
 */
export const resolveTarget = (target, conditions) => {
  if (typeof target === 'string') return target
  if (typeof target !== 'object' || target === null) return undefined
  for (const [key, inner] of Object.entries(target)) {
    if (key !== 'default' && !conditions.includes(key)) continue
    const file = resolveTarget(inner, conditions)
    if (file !== undefined) return file
  }
  return undefined
}

/**
 * @param {string} folder  of the unpacked provider
 * @returns {{ code: number, output: string }}
 */
export const checkDials = (folder) => {
  const target = manifestOf(folder).imports?.['#dial']
  const wrong = wanted.flatMap(({ runtime, conditions, file }) => {
    const found = resolveTarget(target, ['import', ...conditions])
    if (found !== file) return [`#dial leads to ${found ?? 'nothing'} for ${runtime}, not to ${file}.`]
    return existsSync(join(folder, file)) ? [] : [`${file}, the #dial for ${runtime}, is not in the tarball.`]
  })
  return { code: wrong.length, output: wrong.join('\n') }
}
