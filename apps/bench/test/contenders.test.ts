import { afterEach, describe, expect, test } from 'vitest'
import { type Ability, cannot, causeOf } from '../src/cannot.ts'
import type { Contender } from '../src/contender.ts'
import { contenders } from '../src/contenders.ts'
import { Pairs } from '../src/lab.ts'
import { fullPlan } from '../src/plan.ts'
import { killAll } from '../src/processes/kept.ts'
import { allRows } from '../src/rows.ts'
import type { Work } from '../src/work.ts'

/** What a contender has to be able to do for each kind of call. */
const abilities: readonly (readonly [Work, Ability])[] = [
  ['echo', 'calls'],
  ['bytes', 'bytes'],
  ['items', 'streams'],
]

const here = contenders.filter(({ lacks }) => lacks?.() === undefined)

describe('every contender that is installed', () => {
  afterEach(killAll)

  test('does all that it should, over real processes, and answers right', { timeout: 60_000 }, async () => {
    const smoke = async (contender: Contender): Promise<string> => {
      const pairs = new Pairs(0)
      for (const [work, ability] of abilities) {
        if (causeOf(ability, contender.name) !== undefined) continue
        const { caller, callee } = await pairs.get(contender, work)
        const amount = work === 'echo' ? 0 : 10
        const { calls } = await caller.ask('loop', { work, amount, inFlight: 4, ms: 20 })
        expect(calls).toBeGreaterThan(0)
        for (const end of [caller, callee]) expect(await end.ask('cpu', null)).toBeGreaterThan(0)
      }
      const { caller } = await pairs.get(contender, 'echo')
      const { p50, p999 } = await caller.ask('rate', { rate: 500, ms: 20 })
      expect(p999).toBeGreaterThanOrEqual(p50)
      await pairs.close()
      return contender.name
    }
    // A few at a time: two processes each.
    const names: string[] = []
    for (let at = 0; at < here.length; at += 4) {
      names.push(...(await Promise.all(here.slice(at, at + 4).map(smoke))))
    }
    expect(names).toEqual(here.map(({ name }) => name))
  })

  test('is more than those from npm only where the machine has the others', () => {
    const gone = contenders.filter((contender) => !here.includes(contender)).map(({ name }) => name)
    expect(['nats', 'go']).toEqual(expect.arrayContaining(gone))
  })
})

describe('the tables', () => {
  test('name contenders that there are', () => {
    const named = new Set(Object.values(cannot).flatMap((causes) => Object.keys(causes)))
    expect(contenders.map(({ name }) => name)).toEqual(expect.arrayContaining([...named]))
  })

  test('leave the subject and the control in every row', () => {
    const rows = allRows(fullPlan)
    expect(rows.filter(({ ability }) => causeOf(ability, 'wsrpc') !== undefined)).toEqual([])
    const without = rows.filter(({ ability }) => causeOf(ability, 'bare') !== undefined)
    expect(without.map(({ name }) => name)).toEqual(['waiting'])
  })

  test('have names that are one of a kind', () => {
    const names = [...allRows(fullPlan), ...contenders].map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
  })
})
