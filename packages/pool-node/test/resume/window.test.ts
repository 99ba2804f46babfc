import { Alarm } from '@wsrpc/core'
import { ManualClock } from '@wsrpc/core/testing'
import { describe, expect, it, test } from 'vitest'
import { isSameStanding, type Standing } from '../../src/accept/resume.ts'
import { ResumeWindow } from '../../src/accept/resume-window.ts'
import { Pool } from '../../src/index.ts'
import { rejection, state } from '../dispatch/office.ts'
import { expectNothingLeft } from '../support/leftovers.ts'
import { Stage } from './stage.ts'

describe('a window', () => {
  const begin = (): { clock: ManualClock; window: ResumeWindow; alarm: Alarm; ends: () => number } => {
    const clock = new ManualClock(0)
    const alarm = new Alarm(clock)
    let ends = 0
    return {
      clock,
      alarm,
      window: new ResumeWindow(1000, alarm, { abandon: () => ends++ }),
      ends: () => ends,
    }
  }

  test('ends once, in time', () => {
    const { clock, window, ends } = begin()
    clock.advance(5000)
    window.open()
    clock.advance(999)
    expect(ends()).toBe(0)
    clock.advance(30)
    expect(ends()).toBe(1)
    clock.advance(5000)
    expect(ends()).toBe(1)
  })

  test('that is closed does not end, and leaves no timer', () => {
    const { clock, alarm, window, ends } = begin()
    window.open()
    window.close()
    expect(alarm.size).toBe(0)
    clock.advance(5000)
    expect(ends()).toBe(0)
    window.open()
    clock.advance(1100)
    expect(ends()).toBe(1)
  })

  test('is held open by those who wait for a decision; then it ends at once if it is past', () => {
    const { clock, window, ends } = begin()
    window.open()
    clock.advance(900)
    const [one, two] = [window.hold(), window.hold()]
    clock.advance(900)
    one()
    one()
    expect(ends()).toBe(0)
    two()
    expect(ends()).toBe(1)
  })

  test('ends when it would have, if the decision came before', () => {
    const { clock, window, ends } = begin()
    window.open()
    window.hold()()
    clock.advance(999)
    expect(ends()).toBe(0)
    clock.advance(30)
    expect(ends()).toBe(1)
  })

  test('may be held before it opens, and by one who is let in', () => {
    const { clock, window, ends } = begin()
    const fell = window.hold()
    window.open()
    clock.advance(5000)
    window.close()
    fell()
    expect(ends()).toBe(0)
  })
})

test('one that comes back is the same in all that counts', () => {
  const standing: Standing = { path: '/a', subprotocol: 's', features: ['x', 'y'], instance: 'i' }
  expect(isSameStanding(standing, { ...standing, features: ['y', 'x'] })).toBe(true)
  const others = [
    { path: '/b' },
    { subprotocol: 't' },
    { features: ['x'] },
    { features: ['x', 'z'] },
    { features: ['x', 'y', 'z'] },
    { instance: 'j' },
  ]
  for (const other of others) expect(isSameStanding(standing, { ...standing, ...other })).toBe(false)
})

describe('the window of a pool', () => {
  expectNothingLeft()

  it('ends: calls get their verdict, and the connection is gone for good', async () => {
    await using stage = await Stage.open()
    const provider = await stage.provider()
    const calls = [stage.call(1), stage.pool.call('A.x', [2], { timeout: 1000 })]
    calls[1]?.catch(() => {})
    await provider.having(2)
    await stage.cut(provider)
    stage.clock.advance(2000)
    expect(await rejection(calls[1]!)).toMatchObject({ code: 'DEADLINE_EXCEEDED', execution: 'unknown' })
    stage.clock.advance(12_000)
    expect(stage.events).toHaveLength(2)
    expect(await state(calls[0]!)).toBe('pending')
    stage.clock.advance(1100)
    expect(await rejection(calls[0]!)).toMatchObject({ code: 'UNAVAILABLE', execution: 'unknown' })
    expect(stage.events[2]).toBe('disconnect 1006 resumable=false')
    expect(stage.pool.stats()).toMatchObject({ connections: 0, instances: 0, interrupted: 0, lost: 2 })
    // Too late: it is new now.
    const { link } = provider
    const answer = await provider.comeBack()
    expect([answer.resumed ?? false, answer.received]).toEqual([false, undefined])
    link.abandon({ code: 1006, reason: '', local: true })
  })

  it('is what the pool says: 0 is none', async () => {
    await using stage = await Stage.open({ resumeWindow: 0 })
    const provider = await stage.provider()
    expect(provider.welcome.resume).toBeUndefined()
    const call = stage.call(1)
    await provider.having(1)
    stage.proxy.cut()
    await stage.event('disconnect 1006 resumable=false')
    expect(await rejection(call)).toMatchObject({ code: 'UNAVAILABLE', execution: 'unknown' })
    await provider.ended
  })

  it('is announced, and kept', async () => {
    await using stage = await Stage.open({ resumeWindow: 2000 })
    const provider = await stage.provider()
    expect(provider.welcome.resume?.window).toBe(2000)
    await stage.cut(provider)
    stage.clock.advance(1900)
    expect(stage.pool.stats().interrupted).toBe(1)
    stage.clock.advance(150)
    expect(stage.events.at(-1)).toBe('disconnect 1006 resumable=false')
  })

  it('opens and ends after each resume, too', async () => {
    await using stage = await Stage.open()
    const provider = await stage.provider()
    for (let round = 0; round < 2; round++) {
      await stage.cut(provider)
      stage.clock.advance(14_000)
      await provider.comeBack()
      await stage.event('connect resumed=true', stage.events.length - 1)
    }
    await stage.cut(provider)
    stage.clock.advance(14_000)
    expect(stage.pool.stats().interrupted).toBe(1)
    stage.clock.advance(1100)
    expect(stage.pool.stats().connections).toBe(0)
    expect(stage.events.at(-1)).toBe('disconnect 1006 resumable=false')
  })

  it('is not offered to one that can not resume', async () => {
    await using stage = await Stage.open()
    const provider = await stage.provider({ features: [] })
    expect(provider.welcome.resume).toBeUndefined()
  })

  it('is not opened by an orderly end', async () => {
    await using stage = await Stage.open()
    const provider = await stage.provider()
    provider.link.close('normal')
    await stage.event('disconnect 1000 resumable=false')
    expect(stage.events).toHaveLength(2)
  })

  it.each([-1, 1.5, '15', Infinity, Number.NaN])('can not be %s', (resumeWindow) => {
    expect(() => new Pool({ resumeWindow } as never)).toThrow(
      /resumeWindow must be a whole number of at least 0/,
    )
  })
})

describe('an authenticate that takes its time', () => {
  expectNothingLeft()

  /** A provider that lost its socket 12 of the 15 seconds ago, and is back at the door. */
  async function begin(): Promise<{
    stage: Stage
    call: Promise<unknown>
    back: Promise<unknown>
    decide: (identity: string | false) => void
  }> {
    let decide: ((identity: string | false) => void) | undefined
    let asked = (): void => {}
    const stage = await Stage.open({
      authenticate: () =>
        decide === undefined
          ? 'alice'
          : new Promise((resolve) => {
              decide = resolve
              asked()
            }),
    })
    const provider = await stage.provider()
    const call = stage.call(1)
    await provider.having(1)
    await stage.cut(provider)
    stage.clock.advance(12_000)
    decide = () => {}
    const atTheDoor = new Promise<void>((resolve) => (asked = resolve))
    const back = provider.comeBack().then(
      (welcome) => {
        provider.answer('ok')
        return welcome.resumed
      },
      (error: Error) => error.message,
    )
    await atTheDoor
    return { stage, call, back, decide: (identity) => decide?.(identity) }
  }

  it('holds the window open', async () => {
    const { stage, call, back, decide } = await begin()
    await using _ = stage
    stage.clock.advance(4000)
    expect(await state(call)).toBe('pending')
    decide('alice')
    expect(await back).toBe(true)
    expect(await call).toBe('ok')
  })

  it('and says no: a window that is past ends at once', async () => {
    const { stage, call, back, decide } = await begin()
    await using _ = stage
    stage.clock.advance(4000)
    expect(stage.events).toHaveLength(2)
    decide(false)
    expect(await back).toMatch(/^4401/)
    expect(await rejection(call)).toMatchObject({ code: 'UNAVAILABLE', execution: 'unknown' })
    expect(stage.events.at(-1)).toBe('disconnect 1006 resumable=false')
  })

  it('and says no: one that is not past ends when it would have', async () => {
    const { stage, call, back, decide } = await begin()
    await using _ = stage
    stage.clock.advance(1000)
    decide(false)
    expect(await back).toMatch(/^4401/)
    expect(await state(call)).toBe('pending')
    stage.clock.advance(2100)
    expect(await rejection(call)).toMatchObject({ code: 'UNAVAILABLE', execution: 'unknown' })
  })

  it('and never ends: the handshake has its own time', async () => {
    const { stage, call, back } = await begin()
    await using _ = stage
    stage.clock.advance(5100)
    expect(await back).toMatch(/^4408/)
    expect(await rejection(call)).toMatchObject({ code: 'UNAVAILABLE', execution: 'unknown' })
  })
})

describe('a pool that leaves', () => {
  expectNothingLeft()

  it.each(['drain', 'close'] as const)('(%s) waits for nobody who is away', async (how) => {
    await using stage = await Stage.open()
    const provider = await stage.provider()
    const call = stage.call(1)
    await provider.having(1)
    await stage.cut(provider)
    const left = stage.pool[how]()
    expect(await rejection(call)).toMatchObject({ code: 'UNAVAILABLE', execution: 'unknown' })
    await left
    expect(stage.events.slice(1)).toEqual([
      'disconnect 1006 resumable=true',
      'disconnect 1006 resumable=false',
    ])
    expect(stage.clock.timers).toBe(0)
  })

  it('ends those that are lost meanwhile', async () => {
    await using stage = await Stage.open()
    const provider = await stage.provider()
    const call = stage.call(1)
    await provider.having(1)
    const drained = stage.pool.drain()
    stage.proxy.cut()
    expect(await rejection(call)).toMatchObject({ code: 'UNAVAILABLE', execution: 'unknown' })
    await drained
    expect(stage.events.slice(1)).toEqual(['disconnect 1006 resumable=false'])
    await provider.interrupted
  })
})
