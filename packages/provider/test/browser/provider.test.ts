import { describe, expect, test } from 'vitest'
import * as base from '../../src/index.ts'
import * as browser from '../../src/browser/index.ts'
import { TestServer } from '../support/server.ts'

describe('the entry for browsers', () => {
  test('has all that the other one has', () => {
    expect(Object.keys(browser)).toEqual(Object.keys(base))
    expect(new browser.Provider()).toBeInstanceOf(base.Provider)
  })

  test('works where nothing is told of a page, and its life is as long as its connections', async () => {
    await using server = await TestServer.listen()
    const provider = new browser.Provider()
    const states: string[] = []
    provider.life.on('change', (state) => states.push(state))
    expect(provider.life.state).toBe('idle')
    const connections = provider.connectMulti(server.url, 2)
    await Promise.all(connections.map(({ ready }) => ready))
    expect(provider.life.state).toBe('serving')
    await connections[0]?.close()
    expect(provider.life.state).toBe('serving')
    await provider.close()
    await Promise.resolve()
    expect(states).toEqual(['serving', 'idle'])
    expect(
      connections.flatMap((it) => it.eventNames()),
      'no listener is left',
    ).toEqual([])
  })
})
