import { describe, expect, test } from 'vitest'
import * as base from '../../src/index.ts'
import * as browser from '../../src/browser/index.ts'
import { cut } from '../support/lasting.ts'
import { TestServer } from '../support/server.ts'
import { settle } from '../support/world.ts'
import { Page } from './support/page.ts'

describe('the entry for browsers', () => {
  test('has all that the other one has', () => {
    expect(Object.keys(browser)).toEqual(Object.keys(base))
    expect(new browser.Provider()).toBeInstanceOf(base.Provider)
  })

  test('knows its own options, and names them all when one is wrong', () => {
    expect(() => new browser.Provider({ exclusiv: true } as never)).toThrow(
      /no 'exclusiv' here; known are .*name.*exclusive.*whenHidden/,
    )
    expect(() => new browser.Provider({ exclusive: 7, name: 8 } as never)).toThrow(/must be a string/)
  })

  test('goes on with what it does when the application removes all listeners', async () => {
    await using page = new Page()
    const connection = await page.connect()
    connection.removeAllListeners()
    await page.see('hidden')
    expect(page.world.pool.status?.paused).toBe(true)
    page.world.chance = 0.99
    await page.see('resume')
    await cut(page.world)
    expect(connection.state, 'it was asked: no wait').toBe('connected')
  })

  test('shows the application what happened before it does something about it', async () => {
    await using page = new Page({ onLine: true })
    const states: string[] = []
    const connection = page.dial()
    connection.on('connected', () => void states.push(connection.state))
    connection.on('disconnected', () => void states.push(connection.state))
    await connection.ready
    await settle()
    await page.see('resume')
    await cut(page.world)
    expect(states).toEqual(['connected', 'waiting', 'connected'])
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
