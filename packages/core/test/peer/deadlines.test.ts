import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Deadlines } from '../../src/peer/deadlines.ts'
import { Probe } from './timed.ts'

/** Most that a thing may wait past its deadline, when it is looked at all the time: the width of a bucket. */
const grain = 8

type Step =
  | { readonly act: 'add'; readonly after: number }
  | { readonly act: 'remove'; readonly pick: number }
  | { readonly act: 'pass'; readonly ms: number }

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    act: fc.constant('add' as const),
    after: fc.oneof(fc.nat(100), fc.double({ min: -20, max: 1e6, noNaN: true })),
  }),
  fc.record({ act: fc.constant('remove' as const), pick: fc.nat(1000) }),
  fc.record({ act: fc.constant('pass' as const), ms: fc.oneof(fc.nat(10), fc.nat(2000)) }),
)

describe('deadlines', () => {
  it('do what a sorted array does', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const deadlines = new Deadlines()
        let twin: Probe[] = []
        let now = 1000
        const wrong: Probe[] = []
        for (const each of steps) {
          if (each.act === 'add') {
            const probe = new Probe(now + each.after)
            deadlines.add(probe)
            twin.push(probe)
            twin.sort((a, b) => a.deadline - b.deadline)
          } else if (each.act === 'remove') {
            const [removed] = twin.splice(each.pick % Math.max(1, twin.length), 1)
            if (removed !== undefined) deadlines.remove(removed)
          } else {
            now += each.ms
            deadlines.expire(now)
            const gone = twin.filter((probe) => probe.expired.length > 0)
            // Never early, never twice; and once its bucket has passed, gone.
            wrong.push(...gone.filter((probe) => probe.deadline > now || probe.expired.length > 1))
            wrong.push(...twin.filter((probe) => probe.deadline + grain <= now && !gone.includes(probe)))
            twin = twin.filter((probe) => probe.expired.length === 0)
          }
          expect(wrong).toEqual([])
          expect(deadlines.size).toBe(twin.length)
          const earliest = twin[0]?.deadline
          const late = earliest === undefined ? 0 : deadlines.next() - earliest
          expect(late).toBeGreaterThanOrEqual(0)
          expect(late).toBeLessThan(grain)
          expect(deadlines.next() === Infinity).toBe(earliest === undefined)
        }
        deadlines.expire(1e9)
        for (const probe of twin) expect(probe.expired).toEqual([1e9])
        expect([deadlines.size, deadlines.next()]).toEqual([0, Infinity])
      }),
      { numRuns: 300 },
    )
  })

  it('keep nothing that never comes', () => {
    const deadlines = new Deadlines()
    const probe = new Probe(Infinity)
    deadlines.add(probe)
    expect([deadlines.size, deadlines.next(), probe.bucket]).toEqual([0, Infinity, undefined])
    deadlines.remove(probe)
    expect(deadlines.size).toBe(0)
  })

  it('forget what was removed, from any place in its bucket, once or twice', () => {
    const deadlines = new Deadlines()
    const probes = [1, 2, 3, 4].map((deadline) => new Probe(deadline))
    for (const probe of probes) deadlines.add(probe)
    const [first, second, third, fourth] = probes as [Probe, Probe, Probe, Probe]
    for (const probe of [second, fourth, first, first]) deadlines.remove(probe)
    expect(deadlines.size).toBe(1)
    deadlines.expire(8)
    expect(probes.map((probe) => probe.expired.length)).toEqual([0, 0, 1, 0])
    expect(third.bucket).toBeUndefined()
  })

  it('may be removed, added and added again from inside of an expiry', () => {
    const deadlines = new Deadlines()
    const victim = new Probe(16)
    const added = new Probe(8)
    const again: Probe = new Probe(8, (now) => {
      if (now > 20) return
      again.deadline = 40
      deadlines.add(again)
      deadlines.add(added)
      deadlines.remove(victim)
    })
    deadlines.add(again)
    deadlines.add(victim)
    deadlines.expire(16)
    expect([again.expired, added.expired, victim.expired]).toEqual([[16], [16], []])
    expect([deadlines.size, deadlines.next()]).toEqual([1, 40])
    deadlines.expire(40)
    expect(again.expired).toEqual([16, 40])
  })

  it('expire in the order of their buckets', () => {
    const deadlines = new Deadlines()
    const order: number[] = []
    for (const deadline of [500, 20, 300, 1, 80, 1000, 40]) {
      deadlines.add(new Probe(deadline, () => order.push(deadline)))
    }
    deadlines.expire(2000)
    expect(order).toEqual([1, 20, 40, 80, 300, 500, 1000])
  })

  it('drop empty buckets, though far deadlines come and go', () => {
    const deadlines = new Deadlines()
    const kept = new Probe(1e9)
    deadlines.add(kept)
    const buckets = new Set<object>()
    let dropped = 0
    // The same far time again and again: its bucket is a new one only after the old one was dropped.
    const far = new Probe(1e7)
    for (let n = 0; n < 5000; n++) {
      const passing = new Probe(1e6 + 10 * n)
      deadlines.add(passing)
      deadlines.remove(passing)
      deadlines.add(far)
      if (far.bucket !== undefined && !buckets.has(far.bucket)) {
        dropped++
        buckets.add(far.bucket)
      }
      deadlines.remove(far)
    }
    expect(dropped).toBeGreaterThanOrEqual(4)
    expect(deadlines.next()).toBeGreaterThanOrEqual(1e9)
    deadlines.expire(2e9)
    expect(kept.expired).toEqual([2e9])
  })
})
