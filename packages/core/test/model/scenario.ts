import type { RpcError } from '../../src/errors.ts'
import { type Large, largeFor, text } from './digest.ts'
import type { End } from './end.ts'
import type { Script, ScriptedCall } from './script.ts'
import { services } from './services.ts'
import type { World } from './world.ts'

/** What a scenario needs of the one who plays it. */
export interface Stage {
  /** Everything has arrived and been acknowledged, and nothing waits for time. */
  quiet(): Promise<void>
}

/** A part of the scenario. */
export type Chapter = 'calls' | 'refusals' | 'large values' | 'streams' | 'broken streams' | 'departure'

/** In the order in which a session has them: nothing follows a departure. */
export const chapters: readonly Chapter[] = [
  'calls',
  'refusals',
  'large values',
  'streams',
  'broken streams',
  'departure',
]

/**
 * Everything that a connection can do, both ways at once. It is written so that what comes of it does not depend on when
 * a message arrives: what must come later waits for what it depends on.
 */
export class Scenario {
  readonly #world: World
  readonly #script: Script
  readonly #stage: Stage
  readonly #largeValue: Large

  constructor(world: World, script: Script, stage: Stage) {
    this.#world = world
    this.#script = script
    this.#stage = stage
    this.#largeValue = largeFor(world.codec)
    for (const end of world.ends) end.registry.register('S', services(script, this.#largeValue))
  }

  async play(parts: readonly Chapter[]): Promise<void> {
    for (const part of parts) {
      await this.#chapter(part)
      await this.#stage.quiet()
      if (part === 'departure') continue // the close takes the last acknowledgements with it
      this.#script.note(`left after ${part}`, JSON.stringify(this.#world.leftovers()))
      this.#script.note(`left after ${part}`, JSON.stringify(this.#world.unacknowledged()))
    }
  }

  #chapter(part: Chapter): Promise<void> {
    switch (part) {
      case 'calls':
        return this.#both((by) => this.#calls(by))
      case 'refusals':
        return this.#refusals()
      case 'large values':
        return this.#both((by) => this.#large(by))
      case 'streams':
        return this.#both((by) => this.#streams(by))
      case 'broken streams':
        return this.#both((by) => this.#brokenStreams(by))
      case 'departure':
        return this.#departure()
    }
  }

  async #both(part: (by: End) => Promise<void>): Promise<void> {
    await Promise.all(this.#world.ends.map((end) => part(end)))
  }

  #call(by: End, method: string, ...params: readonly unknown[]): ScriptedCall {
    return this.#script.call(by, `${by.role} ${method}`, `S.${method}`, ...params)
  }

  async #calls(by: End): Promise<void> {
    const script = this.#script
    const late = this.#call(by, 'later', 'late')
    const given = this.#call(by, 'hang')
    by.link.notify('S.notice', [`${by.role} notice`, 1], undefined)
    const quick = [
      this.#call(by, 'echo', { list: [1, -0, null], when: new Date(0) }),
      this.#call(by, 'fails'),
      this.#call(by, 'breaks'),
      this.#call(by, 'absent'),
    ]
    await Promise.all(quick.map(({ result }) => result))
    await script.hasRun(`${by.role} hang`)
    script.cancel(by, given)
    script.open(`${by.role} later`)
    await Promise.all([late.result, given.result, script.hasRun(`${by.role} notice`)])
    // In a message of its own, so that it alone makes that count.
    by.link.notify('S.notice', [`${by.role} second notice`, 2], undefined)
    await script.hasRun(`${by.role} second notice`)
  }

  /** The slots of an end are few: one call more is refused, a notify waits. */
  async #refusals(): Promise<void> {
    const script = this.#script
    const { dialler, acceptor } = this.#world
    acceptor.gate.capacity = 2
    const name = (n: number): string => `slot ${n}`
    const first = [0, 1].map((n) => script.call(dialler, name(n), 'S.later', n))
    dialler.link.notify('S.notice', ['waits for a slot', 1], undefined)
    const items = script.source('refused', [1])
    const refused = script.call(dialler, 'refused', 'S.sum', items)
    await refused.result
    for (const n of [0, 1]) script.open(name(n))
    await Promise.all(first.map(({ result }) => result))
    await script.hasRun('waits for a slot')
    acceptor.gate.capacity = 1024
  }

  async #large(by: End): Promise<void> {
    const script = this.#script
    const large = this.#largeValue
    // Before anything of it has left: it is never started.
    script.cancel(by, script.call(by, `${by.role} withdrawn`, 'S.echo', large(70_000)))
    const calls = [
      script.call(by, `${by.role} large value`, 'S.echo', large(100_000)),
      script.call(by, `${by.role} small 1`, 'S.echo', 1),
      script.call(by, `${by.role} large text`, 'S.echo', text(30_000)),
      script.call(by, `${by.role} small 2`, 'S.echo', 2),
    ]
    by.link.notify('S.notice', [`${by.role} large notice`, large(70_000)], undefined)
    await Promise.all(calls.map(({ result }) => result))
    await script.hasRun(`${by.role} large notice`)
  }

  async #streams(by: End): Promise<void> {
    const script = this.#script
    const { role } = by
    const source = (name: string, items: Iterable<unknown>): unknown =>
      script.source(`${role} ${name}`, items)
    const read = async (call: ScriptedCall, name: string): Promise<void> => {
      await script.read(`${role} ${name}`, await call.result)
      await call.released
    }
    const nested = async (): Promise<void> => {
      const call = this.#call(by, 'nested')
      const readers: Promise<void>[] = []
      for await (const item of (await call.result) as AsyncIterable<unknown>) {
        const inner =
          typeof item === 'string' ? undefined : ((item as { deep?: unknown[] }).deep?.[0] ?? item)
        if (inner !== undefined) readers.push(script.read(`${role} nested ${readers.length}`, inner))
      }
      await Promise.all(readers)
      await call.released
    }
    const pair = async (): Promise<void> => {
      const call = this.#call(by, 'pair')
      const { left, right } = (await call.result) as { left: unknown; right: unknown }
      await Promise.all([script.read(`${role} left`, left), script.read(`${role} right`, right)])
      await call.released
    }
    await Promise.all([
      read(this.#call(by, 'count', 5), 'count'),
      this.#call(by, 'sum', source('sum of', [1, 2, 3, 4])).result,
      read(this.#call(by, 'twice', source('twice of', [1, 2, 3])), 'twice'),
      read(this.#call(by, 'blobs', 10, 70_000, 0, 3000), 'blobs'),
      this.#call(by, 'ignore', source('ignored by', [1])).result,
      nested(),
      pair(),
    ])
  }

  async #brokenStreams(by: End): Promise<void> {
    const script = this.#script
    const { role } = by
    const readSome = async (name: string, most?: number): Promise<void> => {
      const call = this.#call(by, name)
      await script.read(`${role} ${name}`, await call.result, most)
      await call.released
    }
    const cancelled = async (): Promise<void> => {
      const call = script.call(by, `${role} cancelled`, 'S.silent')
      const items = (await call.result) as AsyncIterable<unknown>
      const reader = items[Symbol.asyncIterator]()
      await reader.next()
      script.cancel(by, call)
      const after = async (): Promise<string> => {
        for (;;) if ((await reader.next()).done === true) return 'the end'
      }
      const how = await after().catch((error: unknown) => (error as RpcError).code)
      script.note(`reader of ${role} cancelled`, how)
      await call.released
    }
    await Promise.all([
      readSome('failing'),
      readSome('endless', 3),
      ...(role === 'dialler' ? [readSome('heavy', 1)] : []),
      cancelled(),
      this.#call(by, 'picky', script.source(`${role} picky of`, [1, 2, 3])).result,
    ])
  }

  /** The acceptor leaves: what crosses its GOAWAY is refused, it may still call, and closes when all is done. */
  async #departure(): Promise<void> {
    const script = this.#script
    const { dialler, acceptor } = this.#world
    const late = script.call(dialler, 'last later', 'S.later', 'late')
    await script.hasRun('last later')
    const crossing = script.call(dialler, 'crossing', 'S.echo', 1)
    acceptor.link.peer.goAway({ type: 'goAway', reason: 'drains' })
    await crossing.result
    script.call(dialler, 'after the GOAWAY', 'S.echo', 1)
    await script.call(acceptor, 'of the one that leaves', 'S.echo', 1).result
    script.open('last later')
    await late.result
  }
}
