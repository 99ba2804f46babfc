import type { Interceptor } from '@wsrpc/core'
import { Provider, type ProviderOptions } from '@wsrpc/provider'
import { describe, expect, it } from 'vitest'
import { type BindOptions, Pool, type PoolCall } from '../../src/index.ts'
import { expectNothingLeft } from '../support/leftovers.ts'
import { loopback, next } from '../support/pools.ts'
import { told } from './cast.ts'

/** A pool that listens, and providers that say who they are. */
class Fleet implements AsyncDisposable {
  readonly pool: Pool
  readonly #url: string
  readonly #providers: Provider[] = []

  private constructor(pool: Pool, url: string) {
    this.pool = pool
    this.#url = url
  }

  static async listen(
    options: BindOptions = {},
    calls: readonly Interceptor<PoolCall>[] = [],
  ): Promise<Fleet> {
    const pool = new Pool({ interceptors: { calls }, resumeWindow: 0 })
    pool.bind('/pool', options)
    const { url } = await pool.listen(loopback)
    return new Fleet(pool, `${url}/pool`)
  }

  /** Comes in with that name, and tells it to whoever asks. */
  async join(name: string, options: ProviderOptions = {}, sockets = 1): Promise<Provider> {
    const provider = new Provider({ name, ...options })
    this.#providers.push(provider)
    provider.register('Who', { are: (): string => name })
    provider.connectMulti(this.#url, sockets)
    // Each has said then what it offers.
    for (let socket = 0; socket < sockets; socket++) await next(this.pool, 'connect')
    return provider
  }

  /** Who answers such calls. */
  async who(options: Parameters<Pool['call']>[2], calls = 6): Promise<readonly unknown[]> {
    const answers = Array.from({ length: calls }, () => this.pool.call('Who.are', [], options))
    return sorted(new Set(await Promise.all(answers)))
  }

  instance(name: string): string | undefined {
    return [...this.pool.connections.values()].find((one) => one.name === name)?.instance
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#providers.map((provider) => provider.close()))
    await this.pool.close()
  }
}

function sorted(texts: Iterable<unknown>): readonly string[] {
  return [...texts].map(String).sort()
}

describe('choosing, over sockets', () => {
  expectNothingLeft()

  it('labels: those that have them, as they are at the moment', async () => {
    await using fleet = await Fleet.listen()
    await fleet.join('a', { labels: { gpu: true, size: 1 } })
    const b = await fleet.join('b', { labels: { gpu: true, size: '1' } })
    await fleet.join('c')
    expect(await fleet.who({ labels: { gpu: true } }, 40)).toEqual(['a', 'b'])
    expect(await fleet.who({ labels: { gpu: true, size: 1 } })).toEqual(['a'])
    expect(await fleet.who({ labels: {} }, 60)).toEqual(['a', 'b', 'c'])
    const waits = fleet.pool.call('Who.are', [], { labels: { zone: 'eu' } })
    b.update({ labels: { zone: 'eu' } })
    expect(await waits).toBe('b')
    expect(await fleet.who({ labels: { gpu: true } })).toEqual(['a'])
  })

  it('labels: what nobody has is UNAVAILABLE at the deadline', async () => {
    await using fleet = await Fleet.listen()
    await fleet.join('a', { labels: { gpu: false } })
    await expect(
      fleet.pool.call('Who.are', [], { labels: { gpu: true }, timeout: 30 }),
    ).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      execution: 'not-started',
      message: 'no connected provider of Who has the label gpu: true (Who.are)',
    })
  })

  it('provider: by its name and by its instance', async () => {
    await using fleet = await Fleet.listen()
    for (const name of ['a', 'b', 'c']) await fleet.join(name)
    expect(await fleet.who({ provider: 'b' })).toEqual(['b'])
    const instance = fleet.instance('c')
    if (instance === undefined) throw new Error('c is not here')
    expect(await fleet.who({ provider: instance })).toEqual(['c'])
  })

  it('provider: one that is not here yet is waited for', async () => {
    await using fleet = await Fleet.listen()
    await fleet.join('a')
    const call = fleet.pool.call('Who.are', [], { provider: 'late' })
    await fleet.join('late')
    expect(await call).toBe('late')
  })

  it('callAll: each instance once, whatever its sockets; what it says can be called', async () => {
    const seen: unknown[] = []
    await using fleet = await Fleet.listen({}, [
      (call, go) => {
        if (call.method === 'Who.are') seen.push(call.options?.provider)
        return go()
      },
    ])
    await fleet.join('a', { labels: { gpu: true } }, 3)
    await fleet.join('b')
    const results = await fleet.pool.callAll('Who.are')
    expect(results).toHaveLength(2)
    const instances = ['a', 'b'].map((name) => fleet.instance(name))
    expect(told(results)).toEqual({ [String(instances[0])]: 'a', [String(instances[1])]: 'b' })
    expect(sorted(results.map(({ name }) => name))).toEqual(['a', 'b'])
    // The steps around calls see each, and for whom it is.
    expect(sorted(seen.splice(0))).toEqual(sorted(instances))
    for (const { provider, name } of results) {
      expect(await fleet.pool.call('Who.are', [], { provider })).toBe(name)
    }
    expect(Object.values(told(await fleet.pool.callAll('Who.are', [], { labels: { gpu: true } })))).toEqual([
      'a',
    ])
    expect(await fleet.pool.callAll('Who.else')).toEqual([])
  })

  it('callAll: one that throws, and a step that does, are in the list', async () => {
    await using fleet = await Fleet.listen({}, [
      (call, go) => {
        if (call.options?.provider === fleet.instance('stopped')) throw new Error('not this one')
        return go()
      },
    ])
    const bad = await fleet.join('bad')
    bad.register('Task', {
      run: () => {
        throw new RangeError('no')
      },
    })
    const good = await fleet.join('good')
    good.register('Task', { run: (): string => 'done' })
    const stopped = await fleet.join('stopped')
    stopped.register('Task', { run: (): string => 'never' })
    for (const name of ['bad', 'good', 'stopped']) {
      const instance = fleet.instance(name)
      if (instance !== undefined && name !== 'stopped')
        await fleet.pool.call('Task.run', [], { provider: instance }).catch(() => {})
    }
    const results = await fleet.pool.callAll('Task.run')
    const byName = new Map(results.map((result) => [result.name, result]))
    expect(byName.get('good')).toMatchObject({ value: 'done' })
    expect(byName.get('bad')).toMatchObject({ error: { code: 'UNKNOWN', execution: 'finished' } })
    expect(byName.get('stopped')).toMatchObject({
      error: { code: 'INTERNAL', cause: { message: 'not this one' } },
    })
  })

  it('callAll: one that leaves for good while its call waits for room is told at once', async () => {
    await using fleet = await Fleet.listen()
    const full = await fleet.join('full', { concurrency: 1 })
    let done = (): void => {}
    const begun = new Promise<void>((resolve) => {
      const run = (): Promise<void> => {
        resolve()
        return new Promise((end) => (done = end))
      }
      full.register('Task', { run })
    })
    const busy = fleet.pool.call('Task.run').catch((error: unknown) => error)
    await begun
    const results = fleet.pool.callAll('Who.are', [], { timeout: Infinity })
    await full.close()
    expect(await results).toMatchObject([{ error: { code: 'UNAVAILABLE', execution: 'not-started' } }])
    done()
    expect(await busy).toMatchObject({ code: 'UNAVAILABLE', execution: 'unknown' })
  })

  it('callAll: what is typed wrong rejects', async () => {
    await using fleet = await Fleet.listen({ services: ['Who'] })
    await expect(fleet.pool.callAll('Who.are', [], { hedge: 1 } as never)).rejects.toThrow(TypeError)
    await expect(fleet.pool.callAll('Other.x')).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(fleet.pool.callAll('Who.are', [(async function* () {})()])).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    })
    await fleet.pool.close()
    await expect(fleet.pool.callAll('Who.are')).rejects.toMatchObject({ code: 'UNAVAILABLE' })
  })

  it('affinity: a key has its provider', async () => {
    await using fleet = await Fleet.listen({ balancer: 'roundRobin' })
    for (const name of ['a', 'b', 'c']) await fleet.join(name)
    const homes = new Set<unknown>()
    for (let user = 0; user < 30; user++) {
      const found = await fleet.who({ affinity: `user-${user}` }, 3)
      expect(found).toHaveLength(1)
      homes.add(found[0])
    }
    expect(homes.size).toBe(3)
    expect(await fleet.who(undefined, 6)).toEqual(['a', 'b', 'c'])
  })

  it('weights: of a function of labels; one that throws is told by the error event', async () => {
    const broken = new Error('no such size')
    await using fleet = await Fleet.listen({
      weight: ({ labels }) => {
        if (labels['size'] === undefined) throw broken
        return Number(labels['size'])
      },
    })
    await fleet.join('a', { labels: { size: 1 } })
    const b = await fleet.join('b', { labels: { size: 4 } })
    const share = (name: string): number | undefined =>
      [...fleet.pool.connections.values()].find((one) => one.name === name)?.share
    expect([share('a'), share('b')]).toEqual([0.25, 1])
    const told = next(fleet.pool, 'error')
    b.update({ labels: {} })
    expect(await told).toEqual([broken])
    expect([share('a'), share('b')]).toEqual([1, 1])
  })

  it('priority and tenants: whose turn it is while one provider is busy', async () => {
    await using fleet = await Fleet.listen({ queue: { tenantWeights: { big: 2 }, tenantLimit: 6 } })
    const calls: Promise<unknown>[] = []
    const ask = (text: string, options: Parameters<Pool['call']>[2]): void =>
      void calls.push(fleet.pool.call('Log.add', [text], options))
    for (let n = 0; n < 6; n++) ask('big', { tenant: 'big' })
    for (let n = 0; n < 3; n++) ask('small', { tenant: 'small' })
    ask('small first', { tenant: 'small', priority: 1 })
    await expect(fleet.pool.call('Log.add', [], { tenant: 'big' })).rejects.toMatchObject({
      code: 'RESOURCE_EXHAUSTED',
      execution: 'not-started',
    })
    const log: string[] = []
    const provider = await fleet.join('one', { concurrency: 1 })
    provider.register('Log', { add: (text: string): number => log.push(text) })
    await Promise.all(calls)
    expect(log.slice(0, 6).filter((text) => text === 'big')).toHaveLength(4)
    expect(log.filter((text) => text.startsWith('small'))).toEqual(['small first', 'small', 'small', 'small'])
  })
})
