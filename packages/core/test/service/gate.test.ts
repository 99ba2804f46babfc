import { describe, expect, it } from 'vitest'
import { Gate, maxQueuedNotifies } from '../../src/service/gate.ts'

describe('the gate', () => {
  it('lets in as many as it has slots', () => {
    const gate = new Gate(2)
    expect([gate.enter(), gate.enter(), gate.enter()]).toEqual([true, true, false])
    expect([gate.running, gate.capacity, gate.waiting]).toEqual([2, 2, 0])
    gate.leave()
    expect(gate.enter()).toBe(true)
  })

  it('of no slots lets nobody in', () => {
    expect(new Gate(0).enter()).toBe(false)
  })

  it('lets in who waits, in order, when a slot is free', () => {
    const gate = new Gate(1)
    const ran: number[] = []
    gate.enter()
    for (const n of [1, 2, 3]) expect(gate.whenFree(() => ran.push(n))).toBe(true)
    expect([ran, gate.waiting]).toEqual([[], 3])
    gate.leave()
    expect([ran, gate.running]).toEqual([[1], 1])
    gate.leave()
    gate.leave()
    expect([ran, gate.running, gate.waiting]).toEqual([[1, 2, 3], 1, 0])
    gate.leave()
    expect(gate.running).toBe(0)
  })

  it('runs at once what finds a slot', () => {
    const gate = new Gate(1)
    let ran = 0
    expect(gate.whenFree(() => ran++)).toBe(true)
    expect([ran, gate.running]).toEqual([1, 1])
  })

  it(`has a queue of ${maxQueuedNotifies}`, () => {
    const gate = new Gate(0)
    let ran = 0
    for (let n = 0; n < maxQueuedNotifies; n++) expect(gate.whenFree(() => ran++)).toBe(true)
    expect(gate.whenFree(() => ran++)).toBe(false)
    expect([gate.waiting, ran]).toEqual([maxQueuedNotifies, 0])
  })

  it('lets a long queue through without a deep stack', () => {
    const gate = new Gate(1)
    let deepest = 0
    let depth = 0
    let ran = 0
    gate.enter()
    for (let n = 0; n < maxQueuedNotifies; n++) {
      gate.whenFree(() => {
        deepest = Math.max(deepest, ++depth)
        ran++
        gate.leave()
        depth--
      })
    }
    gate.leave()
    expect([ran, gate.running, gate.waiting, deepest]).toEqual([maxQueuedNotifies, 0, 0, 1])
  })

  it('tells once when it was full and has a slot again', () => {
    const gate = new Gate(2)
    let free = 0
    gate.onFree = () => free++
    gate.enter()
    gate.leave()
    expect(free).toBe(0)
    gate.enter()
    gate.enter()
    gate.leave()
    expect(free).toBe(1)
    gate.leave()
    expect(free).toBe(1)
  })

  it('tells nothing while those who wait take the slot', () => {
    const gate = new Gate(1)
    let free = 0
    gate.onFree = () => free++
    gate.enter()
    gate.whenFree(() => undefined)
    gate.whenFree(() => gate.leave())
    gate.leave()
    expect(free).toBe(0)
    gate.leave()
    expect([free, gate.running]).toEqual([1, 0])
  })

  it('can be made wider, which lets in who waits, and narrower, which throws nobody out', () => {
    const gate = new Gate(1)
    const ran: number[] = []
    gate.enter()
    for (const n of [1, 2, 3]) gate.whenFree(() => ran.push(n))
    gate.capacity = 3
    expect([ran, gate.running]).toEqual([[1, 2], 3])
    gate.capacity = 1
    expect(gate.running).toBe(3)
    gate.leave()
    gate.leave()
    expect([ran.length, gate.running, gate.enter()]).toEqual([2, 1, false])
    gate.leave()
    expect(ran).toEqual([1, 2, 3])
  })
})
