import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

/** What keeps a Chromium to itself: no look-ups of its maker's hosts, no GPU, and none of the sandbox that root can't have. */
export const chromiumArguments: readonly string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

const debian = '/usr/bin/chromium'

/** The Chromium of this machine. `npm test` sets `CHROMIUM_PATH` to what it finds (scripts/chromium.mjs). */
export function chromiumPath(): string | undefined {
  return process.env['CHROMIUM_PATH'] ?? (existsSync(debian) ? debian : undefined)
}

/** @throws Error when this machine has none. */
export function launchChromium(): Promise<Browser> {
  const executablePath = chromiumPath()
  if (executablePath === undefined) throw new Error('no Chromium here: install it, or set CHROMIUM_PATH')
  return chromium.launch({ executablePath, args: [...chromiumArguments] })
}
