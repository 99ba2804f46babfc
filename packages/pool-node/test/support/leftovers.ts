import { afterEach, beforeEach, expect } from 'vitest'

const kinds = ['TCPSocketWrap', 'TCPServerWrap', 'TLSWrap'] as const

/** In ms. Nothing tells when a handle goes, and on a busy machine the kernel may be late with it. */
const patience = 2000

function count(): Record<string, number> {
  const resources = process.getActiveResourcesInfo()
  return Object.fromEntries(kinds.map((kind) => [kind, resources.filter((name) => name === kind).length]))
}

/** After each test of the file no socket and no server may be left that was not there before. */
export function expectNothingLeft(): void {
  let before: Record<string, number> = {}
  beforeEach(() => {
    before = count()
  })
  afterEach(async () => {
    const until = performance.now() + patience
    // The last socket's handle goes a few turns of the loop after its close event.
    while (kinds.some((kind) => (count()[kind] as number) > (before[kind] as number))) {
      if (performance.now() > until) return expect(count()).toEqual(before)
      await new Promise((resolve) => setImmediate(resolve))
    }
  })
}
