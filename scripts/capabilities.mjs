// What a machine may lack. Without something required nothing runs; of the others `npm test` runs what
// it can, and names the rest with the way to get it.

import { existsSync } from 'node:fs'
import { join } from 'node:path'

import { chromiumPath } from './chromium.mjs'
import { hasGo, hasPython } from './languages.mjs'
import { root } from './paths.mjs'
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
  {
    needs: 'Chromium',
    without: 'providers in a page and in a Web Worker, and the page of the demo',
    here: () => chromiumPath() !== undefined,
    get: 'apt-get install chromium, or set CHROMIUM_PATH to one',
  },
  {
    needs: 'Go with gorilla/websocket',
    without: "Go's net/rpc against Go itself (recorded sessions stand in)",
    here: hasGo,
    get: 'apt-get install golang-go golang-github-gorilla-websocket-dev',
  },
  {
    needs: 'Python with websockets',
    without: 'the provider in Python',
    here: hasPython,
    get: 'apt-get install python3-websockets',
  },
  {
    needs: 'Node 20, 22 and 26, of which npm has one in a package for Linux on x64 only',
    without: 'the provider on these',
    here: () => existsSync(join(root, 'apps', 'runtimes', 'node_modules', 'node20')),
    get: 'run it on such a machine',
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
