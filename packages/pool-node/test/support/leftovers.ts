import { afterEach, beforeEach, expect } from 'vitest'

const kinds = ['TCPSocketWrap', 'TCPServerWrap', 'TLSWrap'] as const

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
    // The last socket's handle goes a few turns of the loop after its close event.
    for (let turn = 0; turn < 200; turn++) {
      if (kinds.every((kind) => (count()[kind] as number) <= (before[kind] as number))) return
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect(count()).toEqual(before)
  })
}
