import assert from 'node:assert/strict'
import { forSequences, type Step } from '@wsrpc/contract-tests/sequences'
import { expect, test } from 'vitest'
import type { Binding } from '../../src/roster/binding.ts'
import { Roster } from '../../src/roster/roster.ts'
import { arrive, leave, path, status } from './people.ts'
import { actual, keyOf, type ModelConnection, place, RosterModel } from './roster-model.ts'

const services = ['A', 'B', 'C']
const methods = ['get', 'set', 'old']
const providers = [
  { instance: 'one', identity: 'alice' },
  { instance: 'one', identity: 'bob' },
  { instance: 'two' },
  { instance: 'three' },
] as const

test('the ready lists are always what a full recomputation says, and each that becomes ready is told once', () => {
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
    const before = this.#ready()
    const connection = this.model.connections[who % Math.max(1, this.model.connections.length)]
    this.told.length = 0
    let updated: string | undefined
    if (what % 10 === 0 || connection === undefined) this.#connect(who, how)
    else if (what % 10 === 1) updated = this.#status(connection, how, more)
    else this.#happen(connection, what % 10, how)
    this.#check(before, updated)
  }

  #connect(who: number, how: number): void {
    const provider = providers[who % providers.length] as (typeof providers)[number]
    const binding = this.bindings[how % this.bindings.length] as Binding
    const identity = 'identity' in provider ? provider.identity : undefined
    const key = keyOf(provider.instance, identity)
    this.model.connections.push({
      real: arrive(this.roster, binding, { id: `c${this.#connected++}`, ...provider }),
      instance: this.model.instance(key),
      binding,
      status: undefined,
      draining: false,
      interrupted: false,
      refusedPaused: false,
      blocked: false,
      inFlight: 0,
    })
  }

  #status(connection: ModelConnection, how: number, more: number): string {
    const offered = services.filter((_, index) => (how >> index) % 2 === 1)
    const having = methods.filter((_, index) => (more >> index) % 2 === 1)
    const news = status(Object.fromEntries(offered.map((service) => [service, having])), {
      concurrency: (how >> 3) % 4,
      paused: (how >> 5) % 4 === 0,
    })
    connection.status = news
    connection.refusedPaused = false
    connection.instance.concurrency = news.concurrency
    connection.instance.refused = false
    this.model.newest.set(place(connection.instance, connection.binding), news)
    this.roster.update(connection.real, news)
    return place(connection.instance, connection.binding)
  }

  #happen(connection: ModelConnection, what: number, how: number): void {
    const { real, instance } = connection
    if (what === 2 || what === 3) {
      if (!this.model.ready(connection.binding).has(instance.key)) return
      connection.inFlight++
      return this.roster.take(real)
    }
    if (what === 4) return this.#release(connection)
    if (what === 8) return this.#leave(connection)
    if (what === 9) return this.#interrupt(connection)
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

  /** As a link does: first it is gone, then its calls end one by one. */
  #leave(connection: ModelConnection): void {
    const { real, inFlight } = connection
    leave(this.roster, real)
    for (let call = 0; call < inFlight; call++) this.roster.release(real)
    this.model.remove(connection)
  }

  empty(): void {
    for (const connection of this.model.connections.slice()) {
      const before = this.#ready()
      this.told.length = 0
      this.#leave(connection)
      this.#check(before, undefined)
    }
    assert.equal(this.roster.instances, 0)
    assert.equal(this.roster.connections.size, 0)
    for (const binding of this.bindings) assert.deepEqual([...binding.members], [])
  }

  #ready(): ReadonlySet<string> {
    const all = this.bindings.flatMap((binding) =>
      [...this.model.ready(binding)].map((key) => `${binding.policy.path} ${key}`),
    )
    return new Set(all)
  }

  #check(before: ReadonlySet<string>, updated: string | undefined): void {
    for (const binding of this.bindings) {
      for (const service of services) {
        const expected = this.model.expected(binding, service)
        assert.deepEqual(actual(binding, service, methods), expected, `${service} on ${binding.policy.path}`)
      }
    }
    // Those that could take no call before, and those whose news may be what a waiting call waits for.
    const news = [...this.#ready()].filter((one) => !before.has(one) || one === updated)
    assert.deepEqual([...this.told].sort(), news.sort())
    assert.equal(this.roster.instances, this.model.instances)
  }
}
