import { describe, expect, it } from 'vitest'
import { ManualClock } from '../../src/testing/manual-clock.ts'

describe('the manual clock', () => {
  it('stands still until it is moved', () => {
    const clock = new ManualClock(5)
    expect(clock.now()).toBe(5)
    clock.advance(10)
    expect(clock.now()).toBe(15)
  })

  it('runs timers in their order, each at its own time', () => {
    const clock = new ManualClock()
    const ran: [string, number][] = []
    clock.setTimer(30, () => ran.push(['c', clock.now()]))
    clock.setTimer(10, () => ran.push(['a', clock.now()]))
    clock.setTimer(10, () => ran.push(['b', clock.now()]))
    clock.setTimer(31, () => ran.push(['d', clock.now()]))
    clock.advance(30)
    expect(ran).toEqual([
      ['a', 10],
      ['b', 10],
      ['c', 30],
    ])
    expect([clock.now(), clock.timers]).toEqual([30, 1])
  })

  it('runs timers that timers set, if they are on the way', () => {
    const clock = new ManualClock()
    const ran: number[] = []
    clock.setTimer(10, () => clock.setTimer(5, () => ran.push(clock.now())))
    clock.setTimer(10, () => clock.setTimer(50, () => ran.push(clock.now())))
    clock.advance(20)
    expect([ran, clock.timers]).toEqual([[15], 1])
  })

  it('runs no timer that was cleared', () => {
    const clock = new ManualClock()
    const ran: string[] = []
    const second = clock.setTimer(20, () => ran.push('second'))
    clock.setTimer(10, () => clock.clearTimer(second))
    clock.advance(100)
    expect([ran, clock.timers]).toEqual([[], 0])
  })

  it('takes a delay below zero for none', () => {
    const clock = new ManualClock(100)
    const ran: number[] = []
    clock.setTimer(-50, () => ran.push(clock.now()))
    clock.advance(0)
    expect(ran).toEqual([100])
  })

  it('jumps as a machine that slept: the timers run afterwards, all late, in their order', () => {
    const clock = new ManualClock()
    const ran: [string, number][] = []
    clock.setTimer(20, () => ran.push(['b', clock.now()]))
    clock.setTimer(10, () => ran.push(['a', clock.now()]))
    clock.setTimer(2000, () => ran.push(['c', clock.now()]))
    clock.jump(1000)
    expect(ran).toEqual([
      ['a', 1000],
      ['b', 1000],
    ])
  })
})
