import assert from 'node:assert/strict'
import { forSequences, type Step } from '@wsrpc/contract-tests/sequences'
import { expect, test } from 'vitest'
import { Ward } from './ward.ts'

const options = {
  consecutiveFailures: 3,
  interval: 100,
  baseTime: 50,
  maxTime: 180,
  maxShare: 0.4,
  successRate: { minInstances: 3, minCalls: 5, minFailures: 2, deviations: 1 },
}

test('whatever comes in any order: somebody serves, the share holds, and states change as they may', () => {
  let ejected = 0
  const runs = forSequences({ runs: 300, length: 150 }, (steps) => {
    const ward = new Ward(6, options)
    const here = new Set(ward.all)
    let now = 0
    for (const step of steps) {
      now += step[3] % 15
      const before = new Map(ward.all.map((health) => [health, health.state]))
      const room = Math.max(1, Math.floor(options.maxShare * here.size + 1e-9))
      const out = ward.ejection.out
      act(ward, here, step, now)
      check(ward, here, now)
      // A trial comes after an ejection only.
      for (const [{ state }, old] of before) assert.ok(old !== 'well' || state !== 'trial')
      // It may be more than the share only because others left.
      assert.ok(ward.ejection.out <= Math.max(room, out), `${ward.ejection.out} are out`)
    }
    ejected += ward.told.filter((line) => line.includes('successRate')).length
  })
  expect(runs).toBe(300)
  // The runs have met what they are for.
  expect(ejected).toBeGreaterThan(10)
})

function act(ward: Ward, here: Set<(typeof ward.all)[number]>, [what, who, how]: Step, now: number): void {
  const member = who % ward.all.length
  switch (what % 8) {
    case 0:
      here.add(ward.ejection.join(ward.all.length, now))
      ward.all.push([...here].at(-1) as (typeof ward.all)[number])
      return
    case 1:
      here.delete(ward.get(member))
      return ward.leave(member, now)
    case 2:
    case 3:
      // Some are worse than others.
      return member % 3 === 0 ? ward.fail(member, now, how % 3) : ward.succeed(member, now, how % 20)
    case 4:
      return ward.fail(member, now, how % 4)
    case 5:
      return ward.succeed(member, now, how % 20)
    default: {
      const due = ward.all.filter(({ until }) => until !== undefined && until <= now)
      for (const health of due) ward.tryAgain(health.member, now)
    }
  }
}

function check(ward: Ward, here: ReadonlySet<(typeof ward.all)[number]>, now: number): void {
  const out = [...here].filter(({ state }) => state !== 'well')
  assert.equal(ward.ejection.out, out.length)
  assert.ok(here.size === 0 || out.length < here.size, 'nobody serves')
  const told = new Map(ward.told.map((line) => line.split(' ', 2) as [string, string]))
  for (const { member, state, since, until, ejections } of here) {
    assert.equal(told.get(String(member)) ?? 'restored', words[state])
    assert.equal(until !== undefined, state === 'ejected')
    assert.ok(since <= now)
    assert.ok(ejections <= 4)
    if (until !== undefined) assert.ok(until > since && until - since <= options.maxTime)
  }
}

/** What was told last of one in this state. */
const words = { well: 'restored', ejected: 'ejected', trial: 'on' }
