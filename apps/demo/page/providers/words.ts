/** How the page names what a provider is. Pure. */

import type { ProviderState, ProviderView } from '../../src/page/news.ts'

export const stateWords: Readonly<Record<ProviderState, string>> = {
  starting: 'dialling in',
  ready: 'ready',
  paused: 'paused',
  leaving: 'finishing',
  away: 'away',
  returning: 'coming back',
  killed: 'killed',
  gone: 'gone',
}

/** Where it runs, and what it serves: `phone · Tiles`. */
export function aboutWords({ labels, services, kind }: ProviderView): string {
  const where = String(labels['device'] ?? labels['runtime'] ?? kind)
  return [where, ...services].join(' · ')
}

/** How busy it is. Many at once are no boxes any more, only a number. */
export const mostBoxes = 6

export function loadWords({ inFlight, concurrency }: ProviderView): string {
  return concurrency === 0 ? '' : `${inFlight} of ${concurrency}`
}
