// `#dial` is another file in each runtime. Whether each is in the tarball shows only when somebody asks for it.

import { existsSync } from 'node:fs'
import { join } from 'node:path'

import { manifestOf } from './tarballs.mjs'

/** What a runtime asks for, and the file that it must get: `default` is one that this package does not know. */
const wanted = [
  { condition: 'node', file: './dist/dial/node.js' },
  { condition: 'browser', file: './dist/dial/web.js' },
  { condition: 'default', file: './dist/dial/web.js' },
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
  const wrong = wanted.flatMap(({ condition, file }) => {
    const found = resolveTarget(target, ['import', condition])
    if (found !== file) return [`#dial leads to ${found ?? 'nothing'} for "${condition}", not to ${file}.`]
    return existsSync(join(folder, file))
      ? []
      : [`${file}, the #dial for "${condition}", is not in the tarball.`]
  })
  return { code: wrong.length, output: wrong.join('\n') }
}
