/** What has happened among the providers, in one sentence. Pure. */

import type { ProviderState, ProviderView } from '../../src/page/news.ts'

/** What is said when a provider comes to be so. What is not here is no news. */
const sentences: Readonly<Partial<Record<ProviderState, (one: ProviderView) => string>>> = {
  ready: ({ name, kind }) => `${name} dialled in: a private ${kind} serves now.`,
  paused: ({ name }) => `${name} pauses: it gets no new calls.`,
  leaving: ({ name }) => `${name} finishes what it has, then it leaves.`,
  away: ({ name }) => `${name} is away: the pool leaves it alone.`,
  returning: ({ name }) => `${name} has lost its line. The pool waits for it; its calls go elsewhere.`,
  killed: ({ name, inFlight }) =>
    inFlight === 0
      ? `${name} was killed.`
      : `${name} was killed with ${inFlight} ${inFlight === 1 ? 'call' : 'calls'} in hand: others take over.`,
  gone: ({ name }) => `${name} has left.`,
}

/** When it goes from one of these to ready, it is back. */
const pauses: ReadonlySet<ProviderState> = new Set(['paused', 'away', 'returning'])

/** The newest event between two looks; `undefined` when nothing has happened that is worth a sentence. */
export function headline(
  before: readonly ProviderView[],
  after: readonly ProviderView[],
): string | undefined {
  let said: string | undefined
  for (const provider of after) {
    const was = before.find(({ name }) => name === provider.name)?.state
    if (was === provider.state) continue
    const isBack = was !== undefined && pauses.has(was) && provider.state === 'ready'
    said = isBack ? `${provider.name} is back.` : (sentences[provider.state]?.(provider) ?? said)
  }
  return said
}
