// The browser that tests drive. It is the machine's: npm has none that fits every one.

import { existsSync } from 'node:fs'

const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** `CHROMIUM_PATH`, or where systems put it. */
export const chromiumPath = () => process.env['CHROMIUM_PATH'] ?? places.find((place) => existsSync(place))
