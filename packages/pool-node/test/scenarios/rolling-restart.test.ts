import { describe, expect, it } from 'vitest'
import { expectNothingLeft } from '../support/leftovers.ts'
import type { Child } from './rolling-restart/child.ts'
import { Client } from './rolling-restart/client.ts'
import { held, HeldCalls } from './rolling-restart/held.ts'
import { untruths } from './rolling-restart/journals.ts'
import { Load } from './rolling-restart/load.ts'
import { type Kind, kinds } from './rolling-restart/requests.ts'
import { Stage } from './rolling-restart/stage.ts'
import type { AppTold, ProviderTold } from './rolling-restart/told.ts'

/** So many requests end between one step and the next. */
const meanwhile = 50
/** In ms: for the slowest machine. Mostly it is a tenth of that. */
const timeout = 300_000

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)

describe('two applications with a pool each, four providers, and 200 requests a second', () => {
  expectNothingLeft()

  // Windows has no SIGTERM that a process could hear.
  it.skipIf(process.platform === 'win32')(
    'lose no request when each of them is stopped in good order and started again',
    { timeout },
    async () => {
      await using stage = await Stage.set()
      using client = new Client(stage.balancer.port, stage.balancer.ledTo)
      using load = new Load((asked) => client.sendSurely(asked))
      for (const [at, { now: app }] of stage.apps.entries()) {
        // One that is connected when the application begins to leave, and asks only then.
        const askLate = await client.visit(stage.ports[at] as number)
        await load.outcome(meanwhile)
        const restarted = stage.restartApp(at)
        await app.until(({ underWay }) => underWay !== undefined)
        load.ask(kinds[0] as Kind, askLate)
        await restarted
        await load.outcome(meanwhile)
      }
      for (const at of stage.providers.keys()) {
        await stage.restartProvider(at)
        await load.outcome(meanwhile)
      }
      await load.end()
      await stage.leave()

      expect([...load.ended('failed'), ...load.ended('cut')]).toEqual([])
      expect(untruths(load, stage.runs())).toEqual([])
      // Those that were sent again had not come in: each request did once.
      const told = stage.apps.flatMap(({ past, now }) => [...past, now]).map((app) => app.told)
      const received = told.flatMap((app) => app.received ?? [])
      expect(received.sort((a, b) => a - b)).toEqual(load.requests.map(({ id }) => id))
      const stats = told.map((app) => app.stats)
      expect(sum(stats.map((one) => one?.succeeded ?? NaN))).toBe(load.requests.length)
      for (const one of stats) expect(one).toMatchObject({ failed: {}, lost: 0, open: 0, inFlight: 0 })

      const refused = sum(stats.map((one) => one?.refused ?? NaN))
      const underWay = [...stage.apps, ...stage.providers].map(({ past }) => past[0]?.told.underWay)
      console.log(
        `${load.requests.length} requests, all answered, ${client.repeats} of them sent again; ` +
          `under way at the SIGTERMs: ${underWay.join(', ')}; refused, and answered elsewhere: ${refused}`,
      )
    },
  )

  it('lose what they must when one of each is killed, and tell the truth about it', { timeout }, async () => {
    await using stage = await Stage.set()
    const { balancer, ports } = stage
    const [doomed, survivor] = stage.apps.map(({ now }) => now) as [Child<AppTold>, Child<AppTold>]
    const [victim, ...others] = stage.providers.map(({ now }) => now) as [
      Child<ProviderTold>,
      ...Child<ProviderTold>[],
    ]
    using client = new Client(balancer.port, balancer.ledTo)
    using load = new Load((asked) => client.send(asked))
    await load.outcome(meanwhile)

    using atDoomed = new HeldCalls(load, ports[0] as number)
    using atSurvivor = new HeldCalls(load, ports[1] as number)
    while (held.some((kind) => atSurvivor.outcomesAt(victim, kind).length === 0)) {
      atDoomed.add()
      atSurvivor.add()
      await load.outcome(meanwhile / 10)
    }
    await Promise.all([victim.kill(), doomed.kill()])
    const before = load.requests.length
    for (const other of others) other.say('go on')
    await load.outcome(2 * meanwhile)
    await load.end()
    await stage.leave()

    expect(untruths(load, stage.runs())).toEqual([])
    const [answered, failed, cut] = [load.ended('answered'), load.ended('failed'), load.ended('cut')]
    for (const one of failed) {
      expect(one).toMatchObject({
        asked: { idempotent: false },
        code: 'UNAVAILABLE',
        execution: 'unknown',
      })
    }
    for (const kind of held)
      expect(new Set(atSurvivor.outcomesAt(victim, kind))).toEqual(new Set([kind.ends]))
    // What is cut was at the one that is dead. All others are led to the one that is left.
    expect(cut.filter(({ at }) => at !== ports[0])).toEqual([])
    expect(new Set(atDoomed.outcomes())).toEqual(new Set(['cut']))
    const after = [...answered, ...failed].filter(({ asked }) => asked.id >= before)
    expect(after.length).toBeGreaterThan(0)
    expect(after.filter(({ by }) => by !== survivor.name)).toEqual([])
    // The numbers add up.
    expect(answered.length + failed.length + cut.length).toBe(load.requests.length)
    const here = [...answered, ...failed].filter(({ by }) => by === survivor.name)
    expect(survivor.told.received?.length).toBe(here.length)
    // A call has succeeded when its stream has come; how that ends is another matter.
    const failedCalls = here.filter((one) => one.how === 'failed' && one.of === 'call').length
    expect(survivor.told.stats).toMatchObject({
      succeeded: here.length - failedCalls,
      failed: { UNAVAILABLE: { unknown: failedCalls } },
      open: 0,
      inFlight: 0,
    })

    console.log(
      `${load.requests.length} requests: ${answered.length} answered, ${failed.length} failed as unknown, ` +
        `${cut.length} cut with the application; sent to another provider: ${survivor.told.stats?.retries}`,
    )
  })
})
