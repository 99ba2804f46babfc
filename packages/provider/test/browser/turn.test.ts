import { describe, expect, test } from 'vitest'
import { Provider } from '../../src/browser/index.ts'
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
    await until(() => two.life.state === 'standby')
    expect(one.life.state).toBe('serving')
    expect([second.state, two.world.dials.length]).toEqual(['waiting', 0])
    await first.close()
    await second.ready
    expect(one.states, 'nobody served before').toEqual(['serving', 'idle'])
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

  test('one that gives its turn up before it is let in does not join', async () => {
    const [one, two] = tabs()
    await using _one = one
    await using _two = two
    one.world.meetings.push({ mute: true })
    const first = one.dial()
    await until(() => one.world.pools[0]?.hello !== undefined)
    await one.see('hidden')
    await until(() => one.world.pool.end !== undefined)
    expect([first.state, one.world.names]).toEqual(['waiting', []])
    await two.connect()
  })

  test('close() while it waits gives up the request', async () => {
    const [one, two] = tabs()
    await using _one = one
    await using _two = two
    const first = await one.connect()
    const second = two.dial()
    await until(() => two.life.state === 'standby')
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
    const surroundings = { scope: undefined, document: undefined, navigator: {}, wall: () => 0 }
    expect(() => new Provider({ exclusive: true, runtime: { surroundings } })).toThrow(
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
    expect([page.life.state, page.world.dials.length], 'and nobody says that another serves').toEqual([
      'idle',
      0,
    ])
  })

  test('that the browser refuses is asked for again at the next occasion', async () => {
    const refusals = [new DOMException('not here', 'SecurityError')]
    const changing: Locks = {
      request: (...args) => {
        const refusal = refusals.pop()
        return refusal === undefined ? locks.request(...args) : Promise.reject(refusal)
      },
    }
    await using page = new Page({ exclusive: `tiles ${++names}`, locks: changing })
    const connection = page.dial()
    await settle()
    expect(page.world.names).toEqual(['error'])
    await page.see('pageshow')
    await until(() => connection.state === 'connected')
    expect(page.states).toEqual(['serving'])
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
    await until(() => page.life.state === 'standby')
    end?.()
    await thief
    await until(() => connection.state === 'connected')
    expect(page.states).toEqual(['serving', 'standby', 'serving'])
  })
})
