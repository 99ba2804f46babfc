import { describe, expect, test } from 'vitest'
import { lifeOptions } from '../../src/browser/options.ts'
import { Provider } from '../../src/browser/index.ts'
import { Life } from '../../src/browser/life.ts'
import type { Locks } from '../../src/browser/surroundings.ts'
import { slow } from '../support/lasting.ts'
import { settle } from '../support/world.ts'
import { type PageOptions, Page } from './support/page.ts'

// Node's own Web Locks: the tabs of these tests share them.
const { locks } = navigator as unknown as {
  locks: Locks & { query(): Promise<{ held: unknown[]; pending: unknown[] }> }
}

let names = 0
function tabs(options: PageOptions = {}): [Page, Page] {
  const exclusive = `tiles ${++names}`
  return [new Page({ exclusive, locks, ...options }), new Page({ exclusive, locks, ...options })]
}

/** Locks come a few turns of the loop later. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await settle()
}

describe('of several exclusive tabs', () => {
  test('one serves, the other waits without a connection and takes over when the first closes', async () => {
    const [one, two] = tabs()
    await using _one = one
    await using _two = two
    const first = await one.connect()
    const second = two.dial()
    await settle()
    expect([one.life.state, two.life.state]).toEqual(['serving', 'standby'])
    expect([second.state, two.world.dials.length]).toEqual(['waiting', 0])
    await first.close()
    await second.ready
    expect(two.states).toEqual(['standby', 'serving'])
  })

  test('the one that is looked at serves: a hidden one lets go when its calls have ended', async () => {
    const [one, two] = tabs()
    await using _one = one
    await using _two = two
    const running = slow(one.world)
    const first = await one.connect()
    const { pool } = one.world
    const call = pool.call('Slow.run')
    await settle()
    const second = two.dial()
    await settle()
    await one.see('hidden')
    await second.ready
    expect(pool.goAway?.reason).toMatch(/another tab may serve/)
    expect(pool.end).toBeUndefined()
    running.end?.('done')
    await until(() => pool.end !== undefined)
    expect(call.outcome).toEqual({ result: 'done' })
    expect([first.state, one.life.state]).toEqual(['waiting', 'away'])
    await two.see('hidden')
    await one.see('visible')
    await until(() => first.state === 'connected')
    expect(two.life.state).toBe('away')
  })

  test.each(['freeze', 'pagehide'])('one that is gone lets go: %s', async (name) => {
    const [one, two] = tabs({ whenHidden: 'serve' })
    await using _one = one
    await using _two = two
    await one.connect()
    const second = two.dial()
    await one.see('hidden')
    expect(one.life.state, 'hidden ones may serve here').toBe('serving')
    await one.see(name)
    await second.ready
  })

  test('hidden ones do not ask', async () => {
    const [one, two] = tabs({ hidden: true })
    await using _one = one
    await using _two = two
    one.dial()
    const second = two.dial()
    await settle()
    expect([one.life.state, two.life.state]).toEqual(['away', 'away'])
    await two.see('visible')
    await second.ready
  })

  test('one that is hidden while it waits asks no longer, and has nothing to complain of', async () => {
    const [one, two] = tabs()
    await using _one = one
    await using _two = two
    const first = await one.connect()
    two.dial()
    await settle()
    await two.see('hidden')
    await first.close()
    await settle()
    expect(two.life.state).toBe('away')
    expect(two.world.names).toEqual([])
  })

  test('one that is let in after it gave its turn up leaves again', async () => {
    const [one, two] = tabs()
    await using _one = one
    await using _two = two
    one.world.meetings.push({ mute: true })
    const first = one.dial()
    await until(() => one.world.pools[0]?.hello !== undefined)
    await one.see('hidden')
    one.world.pool.letIn()
    await until(() => one.world.pool.end !== undefined)
    expect(first.state).toBe('waiting')
    expect(one.world.pool.goAway).toBeDefined()
    await two.connect()
  })

  test('close() while it waits gives up the request', async () => {
    const [one, two] = tabs()
    await using _one = one
    await using _two = two
    const first = await one.connect()
    const second = two.dial()
    await settle()
    await second.close()
    await first.close()
    await settle()
    expect(await locks.query()).toMatchObject({ held: [], pending: [] })
    expect(two.states).toEqual(['standby', 'idle'])
    expect(two.world.dials).toEqual([])
  })

  test('nothing is held when all are closed', async () => {
    const [one, two] = tabs()
    await one.connect()
    await one[Symbol.asyncDispose]()
    await two[Symbol.asyncDispose]()
    await settle()
    expect(await locks.query()).toMatchObject({ held: [], pending: [] })
  })
})

describe('exclusive', () => {
  test('without Web Locks is an error that says what it takes', () => {
    const around = { scope: undefined, document: undefined, navigator: {}, wall: () => 0 }
    expect(() => new Life(lifeOptions(true), around, {} as never)).toThrow(
      /exclusive needs Web Locks.*secure contexts only.*https or from localhost/,
    )
  })

  test.each<[unknown, unknown, RegExp]>([
    [7, undefined, /exclusive must be a string/],
    ['', undefined, /exclusive must be true, false or a name/],
    [undefined, 'sleep', /whenHidden must be 'away' or 'serve', not 'sleep'/],
  ])('%j and whenHidden %j are refused', (exclusive, whenHidden, message) => {
    expect(() => new Provider({ exclusive, whenHidden } as never)).toThrow(message)
  })

  test('that the browser refuses is told once, and nobody is dialled', async () => {
    const refusing: Locks = { request: () => Promise.reject(new DOMException('not here', 'SecurityError')) }
    await using page = new Page({ exclusive: true, locks: refusing })
    page.dial()
    await settle()
    await page.see('online', 'pageshow')
    expect(page.world.names).toEqual(['error'])
    expect(String(page.world.last('error'))).toMatch(/exclusive: the browser gives no lock here: not here/)
    expect([page.life.state, page.world.dials.length]).toEqual(['standby', 0])
  })

  test('that another script steals is asked for again', async () => {
    const exclusive = `tiles ${++names}`
    await using page = new Page({ exclusive, locks })
    const connection = await page.connect()
    let end: (() => void) | undefined
    const thief = locks.request(
      `wsrpc ${exclusive}`,
      { steal: true } as never,
      () => new Promise<void>((resolve) => (end = resolve)),
    )
    await until(() => connection.state === 'waiting')
    expect(page.life.state).toBe('standby')
    end?.()
    await thief
    await until(() => connection.state === 'connected')
  })
})
