import assert from 'node:assert/strict'
import { isDeepStrictEqual } from 'node:util'
import { forSequences, type Step } from '@wsrpc/contract-tests/sequences'
import { expect, test } from 'vitest'
import type { Binding } from '../../src/roster/binding.ts'
import type { Labels } from '../../src/roster/connection-info.ts'
import { Demand, type Narrowing } from '../../src/roster/demand.ts'
import { Roster } from '../../src/roster/roster.ts'
import { arrive, leave, path, status } from './people.ts'
import { actual, actuallyFound, keyOf, type ModelConnection, place, RosterModel } from './roster-model.ts'

const services = ['A', 'B', 'C']
const methods = ['get', 'set', 'old']
const providers = [
  { instance: 'one', identity: 'alice', name: 'twin' },
  { instance: 'one', identity: 'bob' },
  { instance: 'two', name: 'twin' },
  { instance: 'three', name: 'two' },
] as const
const labels: readonly (Labels | undefined)[] = [
  undefined,
  {},
  { gpu: true },
  { gpu: false, zone: 'a' },
  { zone: 'a', gpu: true },
  { gpu: 1, zone: 'b' },
]
const narrowings: readonly Narrowing[] = [
  {},
  { labels: { gpu: true } },
  { labels: { zone: 'a' } },
  { labels: { gpu: true, zone: 'a' } },
  { provider: 'twin' },
  { provider: 'one', labels: { gpu: true } },
  { provider: 'two' },
  { instance: keyOf('one', 'bob') },
  { identity: 'bob' },
  { identity: 'bob', labels: { gpu: true } },
]
const demands = services.flatMap((service) =>
  narrowings.map((narrowing, index) => new Demand(`${service}.${methods[index % 2]}`, narrowing)),
)

test('the lists are always what a full recomputation says, for every demand, and each that becomes ready is told once', () => {
  const runs = forSequences({ runs: 120, length: 60 }, (steps) => {
    const world = new World()
    for (const step of steps) world.step(step)
    world.empty()
  })
  expect(runs).toBe(120)
})

/** The roster and its twin, side by side. */
class World {
  readonly model = new RosterModel()
  readonly bindings: readonly Binding[] = [path(['A', 'B']), path(['C']), path()]
  readonly told: string[] = []
  readonly roster = new Roster(({ instance, connections }) => {
    const key = instance.key
    this.told.push(`${connections[0]?.path} ${key}`)
  })
  #connected = 0

  step([what, who, how, more]: Step): void {
    const before = this.#state()
    const connection = this.model.connections[who % Math.max(1, this.model.connections.length)]
    this.told.length = 0
    let updated: readonly string[] = []
    if (what % 12 === 0 || connection === undefined) this.#connect(who, how)
    else if (what % 12 === 1 || what % 12 === 11) updated = this.#status(connection, how, more)
    else this.#happen(connection, what % 12, how)
    this.#check(before, updated)
  }

  #connect(who: number, how: number): void {
    const provider = providers[who % providers.length] as (typeof providers)[number]
    const binding = this.bindings[how % this.bindings.length] as Binding
    const identity = 'identity' in provider ? provider.identity : undefined
    const key = keyOf(provider.instance, identity)
    this.model.connections.push({
      real: arrive(this.roster, binding, { id: `c${this.#connected++}`, ...provider }),
      instance: this.model.instance(
        provider.instance,
        key,
        'name' in provider ? provider.name : undefined,
        identity,
      ),
      binding,
      status: undefined,
      draining: false,
      interrupted: false,
      refusedPaused: false,
      blocked: false,
      inFlight: 0,
    })
  }

  /** @returns where there may be news: on its path, and with other labels wherever its instance is. */
  #status(connection: ModelConnection, how: number, more: number): readonly string[] {
    const offered = services.filter((_, index) => (how >> index) % 2 === 1)
    const having = methods.filter((_, index) => (more >> index) % 2 === 1)
    const news = status(Object.fromEntries(offered.map((service) => [service, having])), {
      concurrency: (how >> 3) % 4,
      paused: (how >> 5) % 4 === 0,
      ...withLabels(labels[(more >> 3) % labels.length]),
    })
    const { instance, binding } = connection
    const isNews = !isDeepStrictEqual(news.labels ?? {}, instance.labels)
    instance.labels = news.labels ?? {}
    connection.status = news
    connection.refusedPaused = false
    instance.concurrency = news.concurrency
    instance.refused = false
    this.model.newest.set(place(instance, binding), news)
    this.roster.update(connection.real, news)
    return this.bindings.filter((one) => isNews || one === binding).map((one) => place(instance, one))
  }

  #happen(connection: ModelConnection, what: number, how: number): void {
    const { real, instance } = connection
    if (what === 2 || what === 3) {
      if (!this.model.free(connection.binding).has(instance.key)) return
      connection.inFlight++
      return this.roster.take(real)
    }
    if (what === 4) return this.#release(connection)
    if (what === 8) return this.#leave(connection)
    if (what === 9) return this.#interrupt(connection)
    if (what === 10) return this.#bar(connection)
    if (what === 5) instance.refused = real.of.refused = true
    else if (what === 6) connection.blocked = real.blocked = how % 2 === 0
    else if (how % 2 === 0) connection.draining = real.draining = true
    else connection.refusedPaused = real.refusedPaused = true
    this.roster.refresh(real.of)
  }

  #release(connection: ModelConnection): void {
    if (connection.inFlight === 0) return
    connection.inFlight--
    this.roster.release(connection.real)
  }

  /** Its socket is lost, or there is another. */
  #interrupt(connection: ModelConnection): void {
    const { real } = connection
    connection.interrupted = !connection.interrupted
    if (connection.interrupted) this.roster.interrupt(real)
    else this.roster.resume(real, { identity: real.identity, remoteAddress: '192.0.2.8' })
  }

  /** It is barred, or is no more. */
  #bar({ real, instance, binding }: ModelConnection): void {
    const where = place(instance, binding)
    const barred = !this.model.barred.delete(where)
    if (barred) this.model.barred.add(where)
    if (real.member !== undefined) binding.bar(real.member, barred)
    this.roster.refresh(real.of)
  }

  /** As a link does: first it is gone, then its calls end one by one. */
  #leave(connection: ModelConnection): void {
    const { real, inFlight } = connection
    leave(this.roster, real)
    for (let call = 0; call < inFlight; call++) this.roster.release(real)
    this.model.remove(connection)
  }

  empty(): void {
    for (const connection of this.model.connections.slice()) {
      const before = this.#state()
      this.told.length = 0
      this.#leave(connection)
      this.#check(before, [])
    }
    assert.equal(this.roster.instances, 0)
    assert.equal(this.roster.connections.size, 0)
    for (const binding of this.bindings) assert.deepEqual([...binding.members], [])
  }

  /** Who is ready, and which call could go to whom: as places. */
  #state(): State {
    const ready = this.bindings.flatMap((binding) =>
      [...this.model.ready(binding)].map((key) => `${binding.policy.path} ${key}`),
    )
    const suited = this.bindings.map((binding) =>
      demands.map((demand) => this.model.found(binding, demand).suited),
    )
    return { ready: new Set(ready), suited }
  }

  #check(before: State, updated: readonly string[]): void {
    for (const binding of this.bindings) {
      for (const service of services) {
        const expected = this.model.expected(binding, service)
        assert.deepEqual(actual(binding, service, methods), expected, `${service} on ${binding.policy.path}`)
      }
      for (const demand of demands) {
        const expected = this.model.found(binding, demand)
        assert.deepEqual(actuallyFound(binding, demand), expected, `${demand.key} on ${binding.policy.path}`)
      }
    }
    this.#checkTold(before, updated)
    assert.equal(this.roster.instances, this.model.instances)
    const barred = this.bindings.reduce((sum, binding) => sum + binding.barred, 0)
    assert.equal(barred, this.model.barred.size)
  }

  #checkTold(before: State, updated: readonly string[]): void {
    const now = this.#state()
    // Those that could take no call before, and those whose news may be what a waiting call waits for.
    const news = [...now.ready].filter((one) => !before.ready.has(one) || updated.includes(one))
    const well = this.told.filter((one) => !this.model.barred.has(one))
    assert.deepEqual(well.sort(), news.sort())
    // Of those that are barred too: whoever could take a call that it could not take before.
    for (const [at, { policy }] of this.bindings.entries()) {
      for (const [index, { key: asked }] of demands.entries()) {
        const had = before.suited[at]?.[index]
        for (const key of now.suited[at]?.[index] ?? []) {
          const isNews = had?.includes(key) !== true
          if (isNews) assert.ok(this.told.includes(`${policy.path} ${key}`), `${key} is told for ${asked}`)
        }
      }
    }
  }
}

interface State {
  readonly ready: ReadonlySet<string>
  /** By binding, then by demand. */
  readonly suited: readonly (readonly (readonly string[])[])[]
}

function withLabels(some: Labels | undefined): { readonly labels?: Labels } {
  return some === undefined ? {} : { labels: some }
}
