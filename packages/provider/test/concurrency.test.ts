import { describe, expect, test } from 'vitest'
import { settle, World } from './support/world.ts'

/** A service whose calls end when the test says so. */
function gated(): { service: { run(): Promise<unknown> }; running: (() => void)[] } {
  const running: (() => void)[] = []
  return { running, service: { run: () => new Promise((resolve) => running.push(() => resolve('done'))) } }
}

describe('concurrency', () => {
  test('is a cap over all connections; a call past it is refused', async () => {
    await using world = new World({ concurrency: 2 })
    const { service, running } = gated()
    world.provider.register('Slow', service)
    await world.connect()
    await world.connect()
    const [one, two] = world.pools as [(typeof world.pools)[0], (typeof world.pools)[0]]
    const first = one.call('Slow.run')
    const second = two.call('Slow.run')
    const third = two.call('Slow.run')
    await settle()
    expect(third.outcome).toEqual({ refused: 'full' })
    expect(running).toHaveLength(2)
    for (const end of running) end()
    await settle()
    expect([first.outcome, second.outcome]).toEqual([{ result: 'done' }, { result: 'done' }])
  })

  test('a refusal owes a STATUS once a slot is free, on all connections: the pool sends nothing to any of them', async () => {
    await using world = new World({ concurrency: 1 })
    const { service, running } = gated()
    world.provider.register('Slow', service)
    await world.connect()
    await world.connect()
    const [one, two] = world.pools as [(typeof world.pools)[0], (typeof world.pools)[0]]
    one.call('Slow.run')
    two.call('Slow.run')
    two.call('Slow.run')
    await settle()
    expect([one.statuses.length, two.statuses.length]).toEqual([1, 1])
    running[0]?.()
    await settle()
    expect([one.statuses.length, two.statuses.length]).toEqual([2, 2])
    const again = two.call('Slow.run')
    await settle()
    running[1]?.()
    await settle()
    expect(again.outcome).toEqual({ result: 'done' })
    expect(two.statuses, 'nothing was owed any more').toHaveLength(2)
  })

  test('a debt outlives the connection that refused: the others pay it', async () => {
    await using world = new World({ concurrency: 1 })
    const { service, running } = gated()
    world.provider.register('Slow', service)
    await world.connect()
    const refusing = await world.connect()
    const [one, two] = world.pools as [(typeof world.pools)[0], (typeof world.pools)[0]]
    one.call('Slow.run')
    const refused = two.call('Slow.run')
    await settle()
    expect(refused.outcome).toEqual({ refused: 'full' })
    await refusing.close()
    running[0]?.()
    await settle()
    expect([one.statuses.length, two.statuses.length]).toEqual([2, 1])
  })

  test('raised, it takes more at once', async () => {
    await using world = new World({ concurrency: 1 })
    const { service, running } = gated()
    world.provider.register('Slow', service)
    await world.connect()
    world.pool.call('Slow.run')
    await settle()
    world.provider.update({ concurrency: 2 })
    world.pool.call('Slow.run')
    await settle()
    expect(running).toHaveLength(2)
    for (const end of running) end()
  })
})

describe('pausing', () => {
  test('is told, refuses new calls, lets old ones end, on this connection only', async () => {
    await using world = new World()
    const { service, running } = gated()
    world.provider.register('Slow', service)
    const connection = await world.connect()
    await world.connect()
    const [one, two] = world.pools as [(typeof world.pools)[0], (typeof world.pools)[0]]
    const old = one.call('Slow.run')
    await settle()
    connection.update({ paused: true })
    const refused = one.call('Slow.run')
    const elsewhere = two.call('Slow.run')
    await settle()
    expect(one.status?.paused).toBe(true)
    expect(two.status?.paused).toBeUndefined()
    expect(refused.outcome).toEqual({ refused: 'paused' })
    for (const end of running) end()
    await settle()
    expect([old.outcome, elsewhere.outcome]).toEqual([{ result: 'done' }, { result: 'done' }])
    connection.update({ paused: false })
    await settle()
    expect(one.status?.paused).toBeUndefined()
  })

  test('holds over a reconnect', async () => {
    await using world = new World()
    const connection = await world.connect()
    connection.update({ paused: true })
    world.pool.close('goingAway')
    await settle()
    await world.pass(100)
    expect(world.pools).toHaveLength(2)
    expect(world.pool.status?.paused).toBe(true)
  })
})

describe('notifies', () => {
  test('wait for a slot, up to a bound; what is past it is dropped and reported', async () => {
    await using world = new World({ concurrency: 1 })
    const { service, running } = gated()
    const seen: number[] = []
    world.provider.register('Slow', service)
    world.provider.register('Log', { add: (n: number) => void seen.push(n) })
    await world.connect()
    world.pool.call('Slow.run')
    for (let n = 0; n < 1026; n++) world.pool.link.notify('Log.add', [n], undefined)
    await settle()
    expect(seen).toEqual([])
    expect(world.told.filter(([name]) => name === 'error')).toMatchObject([
      ['error', { code: 'RESOURCE_EXHAUSTED' }],
      ['error', { code: 'RESOURCE_EXHAUSTED' }],
    ])
    running[0]?.()
    await settle()
    expect(seen).toEqual(Array.from({ length: 1024 }, (_, n) => n))
  })

  test('one that throws, or is for nobody, is an error event', async () => {
    await using world = new World()
    const fail = (): never => {
      throw new Error('no disk')
    }
    world.provider.register('Log', { fail })
    await world.connect()
    world.pool.link.notify('Log.fail', [], undefined)
    world.pool.link.notify('Log.nothing', [], undefined)
    await settle()
    expect(world.told.filter(([name]) => name === 'error')).toMatchObject([
      ['error', { message: expect.stringContaining('Log.fail failed: no disk') }],
      ['error', { code: 'UNIMPLEMENTED' }],
    ])
  })
})
