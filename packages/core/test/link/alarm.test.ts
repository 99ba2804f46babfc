import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Alarm } from '../../src/link/alarm.ts'
import { ManualClock } from '../../src/testing/manual-clock.ts'
import { Probe } from '../peer/timed.ts'

function scene(now = 0): { clock: ManualClock; alarm: Alarm } {
  const clock = new ManualClock(now)
  return { clock, alarm: new Alarm(clock) }
}

type Step =
  | { readonly act: 'add'; readonly after: number }
  | { readonly act: 'move'; readonly pick: number; readonly after: number }
  | { readonly act: 'remove'; readonly pick: number }
  | { readonly act: 'rest' }
  | { readonly act: 'pass'; readonly ms: number }

const after = fc.oneof(fc.nat(200), fc.double({ min: -50, max: 1e5, noNaN: true }), fc.constant(3e9))
const pick = fc.nat(1000)
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ act: fc.constant('add' as const), after }),
  fc.record({ act: fc.constant('move' as const), pick, after }),
  fc.record({ act: fc.constant('remove' as const), pick }),
  fc.record({ act: fc.constant('rest' as const) }),
  fc.record({
    act: fc.constant('pass' as const),
    ms: fc.oneof(fc.nat(10), fc.double({ min: 0, max: 1e5, noNaN: true })),
  }),
)

describe('the alarm', () => {
  it('is never early and at most 20 ms late, with one timer, whatever comes and goes', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const { clock, alarm } = scene(12.5)
        const waiting = new Set<Probe>()
        const all: { probe: Probe; due: number }[] = []
        const watch = (probe: Probe): void => {
          waiting.add(probe)
          all.push({ probe, due: Math.max(probe.deadline, clock.now()) })
        }
        const run = (each: Step): void => {
          if (each.act === 'rest') return alarm.rest()
          if (each.act === 'pass') return clock.advance(each.ms)
          if (each.act === 'add') {
            const probe: Probe = new Probe(clock.now() + each.after, () => waiting.delete(probe))
            watch(probe)
            return alarm.add(probe)
          }
          const probe = [...waiting][each.pick % Math.max(1, waiting.size)]
          if (probe === undefined) return
          all.splice(
            all.findLastIndex((entry) => entry.probe === probe),
            1,
          )
          waiting.delete(probe)
          if (each.act === 'remove') return alarm.remove(probe)
          alarm.move(probe, clock.now() + each.after)
          watch(probe)
        }
        for (const each of steps) {
          run(each)
          expect(clock.timers).toBeLessThanOrEqual(1)
          expect(alarm.size).toBe(waiting.size)
          const wrong = all.filter(({ probe, due }) => {
            const [at = clock.now()] = probe.expired
            // It waits and is not overdue, or it came once, in time.
            if (probe.expired.length !== (waiting.has(probe) ? 0 : 1)) return true
            return at - due > 20 || (!waiting.has(probe) && at < probe.deadline)
          })
          expect(wrong).toEqual([])
        }
        for (const probe of waiting) alarm.remove(probe)
        alarm.rest()
        expect([alarm.size, clock.timers]).toEqual([0, 0])
      }),
      { numRuns: 300 },
    )
  })

  it('arms a timer for the earliest only, and none when nothing waits', () => {
    const { clock, alarm } = scene()
    expect(clock.timers).toBe(0)
    const probes = [300, 200, 400].map((deadline) => new Probe(deadline))
    for (const probe of probes) alarm.add(probe)
    expect(clock.timers).toBe(1)
    clock.advance(500)
    expect(probes.map((probe) => probe.expired)).toEqual([[304], [200], [400]])
    expect(clock.timers).toBe(0)
  })

  it('waits longer than platforms can count', () => {
    const { clock, alarm } = scene()
    const delays: number[] = []
    const setTimer = clock.setTimer.bind(clock)
    clock.setTimer = (delay, callback) => (delays.push(delay), setTimer(delay, callback))
    const probe = new Probe(5e9)
    alarm.add(probe)
    clock.advance(5e9 - 100)
    expect(probe.expired).toEqual([])
    clock.advance(200)
    expect(probe.expired).toEqual([5e9])
    expect(Math.max(...delays)).toBeLessThanOrEqual(2 ** 31 - 1)
  })

  it('keeps its timer while others wait, and lets it go when it is told that nothing does', () => {
    const { clock, alarm } = scene()
    const [one, two] = [new Probe(100), new Probe(200)]
    alarm.add(one)
    alarm.add(two)
    alarm.remove(one)
    alarm.rest()
    expect(clock.timers).toBe(1)
    alarm.remove(two)
    alarm.rest()
    expect(clock.timers).toBe(0)
  })

  it('goes on when a listener throws', () => {
    const { clock, alarm } = scene()
    const broken = new Probe(8, () => {
      throw new Error('broken')
    })
    const [same, later] = [new Probe(7), new Probe(100)]
    for (const probe of [same, broken, later]) alarm.add(probe)
    expect(() => clock.advance(10)).toThrow('broken')
    clock.advance(200)
    expect([same.expired.length, later.expired.length]).toEqual([1, 1])
    expect(broken.expired).toHaveLength(1)
  })
})

describe('an alarm that rings too late', () => {
  it('gives way once, so that an answer that has arrived meanwhile wins', () => {
    const { clock, alarm } = scene()
    const [call, silent] = [new Probe(100), new Probe(100)]
    alarm.add(call)
    alarm.add(silent)
    clock.setTimer(105, () => alarm.remove(call)) // what lay in the socket is read after the timers
    clock.jump(1000)
    expect([call.expired, silent.expired]).toEqual([[], [1000]])
  })

  it('does not for a lateness that is no blocked loop', () => {
    const { clock, alarm } = scene()
    const call = new Probe(96)
    alarm.add(call)
    clock.setTimer(100, () => alarm.remove(call))
    clock.jump(96 + 20)
    expect(call.expired).toEqual([116])
  })

  it('does it again at the next time, also when all was answered meanwhile', () => {
    const { clock, alarm } = scene()
    for (let n = 0; n < 3; n++) {
      const call = new Probe(clock.now() + 100)
      alarm.add(call)
      clock.setTimer(150, () => {
        alarm.remove(call)
        alarm.rest()
      })
      clock.jump(1000)
      expect(call.expired).toEqual([])
    }
  })

  it('does it again after something has come too late for good', () => {
    const { clock, alarm } = scene()
    const [late, call] = [new Probe(100), new Probe(5000)]
    alarm.add(late)
    clock.jump(1000)
    expect(late.expired).toEqual([1000])
    alarm.add(call)
    clock.setTimer(4050, () => alarm.remove(call))
    clock.jump(5000)
    expect(call.expired).toEqual([])
  })

  it('does it once also when more becomes overdue meanwhile', () => {
    const { clock, alarm } = scene()
    const first = new Probe(100)
    const second = new Probe(50)
    alarm.add(first)
    clock.setTimer(105, () => alarm.add(second))
    clock.jump(1000)
    expect([first.expired, second.expired]).toEqual([[1000], [1000]])
  })
})
