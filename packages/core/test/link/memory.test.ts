import { describe, expect, it } from 'vitest'
import { MemoryTransport } from '../../src/link/memory.ts'
import { settled } from './link-pair.ts'

function scene() {
  const ends = MemoryTransport.pair().map((transport) => {
    const events: unknown[] = []
    transport.receiver = {
      message: (payload) => events.push(payload),
      closed: ({ code, reason }) => events.push(`closed ${code} ${reason}`),
      drained: () => events.push('drained'),
    }
    return { transport, events }
  })
  const [one, two] = ends
  if (one === undefined || two === undefined) throw new Error('a pair has two')
  return { one, two }
}

describe('a wire in memory', () => {
  it('carries messages in order, both ways, later', async () => {
    const { one, two } = scene()
    expect(one.transport.send('a')).toBe(true)
    one.transport.send('b')
    two.transport.send('c')
    expect([one.events, two.events]).toEqual([[], []])
    await settled()
    expect([one.events, two.events]).toEqual([
      ['drained', 'c'],
      ['a', 'b', 'drained'],
    ])
  })

  it('can be held, and delivered by hand', async () => {
    const { one, two } = scene()
    one.transport.hold()
    for (const text of ['aa', 'b', 'c']) one.transport.send(text)
    await settled()
    expect([two.events, one.transport.bufferedAmount]).toEqual([[], 4])
    one.transport.deliver(2)
    expect([two.events, one.transport.queue]).toEqual([['aa', 'b'], ['c']])
  })

  it('closes after what was sent before, for both, once', async () => {
    const { one, two } = scene()
    one.transport.send('a')
    one.transport.close(4400, 'why')
    two.transport.close(1000, 'too late')
    await settled()
    expect(two.events).toEqual(['a', 'closed 4400 why'])
    expect(one.events.at(-1)).toBe('closed 4400 why')
    expect(one.events.filter((event) => event !== 'drained')).toHaveLength(1)
    expect([one.transport.send('b'), two.transport.send('b')]).toEqual([false, false])
    one.transport.deliver()
    expect(one.events.at(-1)).toBe('closed 4400 why')
  })

  it('loses what has not arrived when it is cut', async () => {
    const { one, two } = scene()
    one.transport.send('a')
    one.transport.terminate()
    await settled()
    expect([one.events, two.events]).toEqual([['drained', 'closed 1006 '], ['closed 1006 ']])
  })
})
