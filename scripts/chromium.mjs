// The browser that tests drive. It is the machine's: npm has none that fits every one.

import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** What it is called where it is in the PATH. */
const names = ['chromium', 'chromium-browser', 'google-chrome']

/** Where systems put it that do not put it into the PATH. */
const places = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

/**
 * The Chromium of this machine, for all who look for one: `CHROMIUM_PATH`, or where systems put it.
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string | undefined}
 */
export const chromiumPath = (env = process.env) => {
  const folders = [...(env['PATH'] ?? '').split(delimiter), '/usr/bin'].filter((folder) => folder !== '')
  const found = names.flatMap((name) => folders.map((folder) => join(folder, name)))
  return env['CHROMIUM_PATH'] || [...found, ...places].find((path) => existsSync(path))
}
