import { type Browser, chromium } from 'playwright-core'
import { chromiumPath as findChromium } from '../../../../scripts/chromium.mjs'

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

/** The Chromium of this machine: the one that `npm test` finds, also for who runs vitest alone. */
export function chromiumPath(): string | undefined {
  return findChromium()
}

/** @throws Error when this machine has none. */
export function launchChromium(): Promise<Browser> {
  const executablePath = chromiumPath()
  if (executablePath === undefined) throw new Error('no Chromium here: install it, or set CHROMIUM_PATH')
  return chromium.launch({ executablePath, args: [...chromiumArguments] })
}
