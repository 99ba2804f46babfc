import { describe } from 'vitest'
import { chromiumPath } from '../../src/chromium/chromium.ts'

const isHere = chromiumPath() !== undefined
if (!isHere) console.warn('no Chromium here: install it, or set CHROMIUM_PATH. Its tests are left out')

/** As `describe`, where there is a Chromium; in CI there has to be one. */
export const inChromium = isHere || process.env['CI'] !== undefined ? describe : describe.skip
