// What a machine may lack. Without something required nothing runs; of the others `npm test` runs what
// it can, and names the rest with the way to get it.

import { Stop } from './stop.mjs'

/**
 * @typedef {object} Capability
 * @property {string} needs  the thing itself
 * @property {string} without  what can't be run without it
 * @property {() => boolean} here
 * @property {string} get
 * @property {boolean} [required]
 */

/**
 * @param {number} major
 * @param {number} minor
 */
const nodeIsAtLeast = (major, minor) => {
  const [itsMajor = 0, itsMinor = 0] = process.versions.node.split('.').map(Number)
  return itsMajor > major || (itsMajor === major && itsMinor >= minor)
}

/** @type {Capability[]} */
export const capabilities = [
  {
    needs: 'Node 20.19 or newer',
    without: 'the set-up',
    here: () => nodeIsAtLeast(20, 19),
    get: 'install it from nodejs.org or with a version manager',
    required: true,
  },
]

/** @param {Capability} capability */
export const describe = ({ needs, without, get }) =>
  `Not run: ${without}. It needs ${needs}. To get it: ${get}.`

export const refuseWithoutRequired = () => {
  const lacking = capabilities.filter(({ required, here }) => required && !here())
  if (lacking.length > 0) throw new Stop(lacking.map(describe).join('\n'))
}

/** What is left out on this machine. */
export const missing = () => capabilities.filter(({ required, here }) => !required && !here())
