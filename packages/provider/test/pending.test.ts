import { Alarm, type Link, type OutgoingCall } from '@wsrpc/core'
import { ManualClock } from '@wsrpc/core/testing'
import { describe, expect, test } from 'vitest'
import { Call, type Pending, type Sender } from '../src/calls/pending.ts'
import { failure } from './support/world.ts'

/** Keeps what it is told. */
class Told implements Sender {
  readonly alarm = new Alarm(new ManualClock())
  readonly again: Sender['again'] = (pending) => void this.sentAgain.push(pending)
  readonly sentAgain: Pending[] = []
  frees = 0
  forget(): void {}
  freed(): void {
    this.frees++
  }
  waitedTooLong(): never {
    throw new Error('nobody waits here')
  }
}

/** A stream that counts how often it is closed. */
class Stream {
  closed = 0
  next(): Promise<IteratorResult<number>> {
    return Promise.resolve({ done: false, value: 1 })
  }
  return(): void {
    this.closed++
  }
  [Symbol.asyncIterator](): this {
    return this
  }
}

/** A call that is under way, with a stream that was asked for an item (`pulled`) or not. */
function underWay(pulled: boolean): { told: Told; stream: Stream; call: Call } {
  const told = new Told()
  const stream = new Stream()
  const call = new Call({
    sender: told,
    method: 'A.b',
    params: [stream],
    deadline: Infinity,
    meta: undefined,
    signal: undefined,
    idleTimeout: undefined,
  })
  call.send({ call: () => {} } as unknown as Link)
  call.streams = { sent: true, pulled } as OutgoingCall['streams']
  return { told, stream, call }
}

describe('a call whose attempt did not start', () => {
  test.each(['refused', 'lost'])('(%s) goes again, with its streams', (how) => {
    const { told, stream, call } = underWay(false)
    if (how === 'refused') call.onRefused('draining')
    else call.onLost(false)
    expect(told.sentAgain).toEqual([call])
    expect(call.streams, 'as for the first attempt').toBeUndefined()
    expect(call.settled).toBe(false)
    expect(stream.closed).toBe(0)
  })

  test.each(['refused', 'lost'])('(%s) ends, if an item of a stream is gone', async (how) => {
    const { told, stream, call } = underWay(true)
    if (how === 'refused') call.onRefused('draining')
    else call.onLost(false)
    expect(told.sentAgain).toEqual([])
    expect(await failure(call.promise)).toMatchObject({ code: 'UNAVAILABLE', execution: 'not-started' })
    expect(stream.closed).toBe(1)
  })
})

describe('a call that was written and is lost', () => {
  test.each([true, false])('is unknown, and its streams are closed (pulled: %s)', async (pulled) => {
    const { told, stream, call } = underWay(pulled)
    call.onLost(true)
    expect(told.sentAgain).toEqual([])
    expect(await failure(call.promise)).toMatchObject({ code: 'UNAVAILABLE', execution: 'unknown' })
    expect(stream.closed).toBe(1)
  })
})

describe('the slot of a call', () => {
  test('is free with its answer', async () => {
    const { told, call } = underWay(false)
    call.onResult('ok', false)
    expect(told.frees).toBe(1)
    expect(await call.promise).toBe('ok')
  })

  test('is free when the streams in its answer ended, and not before', async () => {
    const { told, call } = underWay(false)
    call.onResult('ok', true)
    expect(await call.promise).toBe('ok')
    expect(told.frees).toBe(0)
    call.onReleased()
    expect(told.frees).toBe(1)
  })

  test('is not free because its socket is lost', () => {
    const { told, call } = underWay(false)
    call.onInterrupted()
    expect(told.frees).toBe(0)
    expect(call.settled).toBe(false)
  })
})
