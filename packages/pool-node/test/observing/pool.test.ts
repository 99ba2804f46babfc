import { Provider } from '@wsrpc/provider'
import { describe, expect, it } from 'vitest'
import { Pool } from '../../src/index.ts'
import { expectNothingLeft } from '../support/leftovers.ts'
import { connections, loopback } from '../support/pools.ts'
import { watch } from './watch.ts'

describe('observe', () => {
  expectNothingLeft()

  it('of a call to all is told of each, and which it is', async () => {
    await using pool = new Pool().bind('/pool')
    const { url } = await pool.listen(loopback)
    const sockets = ['a', 'b', 'c'].map((name) => {
      const provider = new Provider({ name })
      provider.register('A', {
        x: () => {
          if (name === 'c') throw new Error('no')
          return name
        },
      })
      return provider.connect(`${url}/pool`)
    })
    await connections(pool, 3)
    const { observe, events } = watch()
    await pool.callAll('A.x', [], { observe })
    const stories = [...new Set(events.map(({ call }) => call))].map((call) =>
      events.filter((event) => event.call === call),
    )
    expect(stories).toHaveLength(3)
    for (const story of stories) {
      const names = new Set(story.flatMap((event) => ('name' in event ? [event.name] : [])))
      expect(names.size).toBe(1)
      const last = names.has('c') ? 'failed' : 'answered'
      expect(story.map(({ type }) => type)).toEqual(['picked', 'sent', last])
      const times = story.map(({ at }) => at)
      expect(times).toEqual(times.toSorted((a, b) => a - b))
    }
    await Promise.all(sockets.map((socket) => socket.close()))
  })

  it('that throws goes to the error event, once for each throw', async () => {
    await using pool = new Pool().bind('/pool')
    const errors: unknown[] = []
    pool.on('error', (error) => errors.push(error))
    const { url } = await pool.listen(loopback)
    const provider = new Provider().register('A', { x: () => 'ok' })
    const socket = provider.connect(`${url}/pool`)
    await connections(pool, 1)
    const wrong = new Error('the observer is wrong')
    const observe = (): never => {
      throw wrong
    }
    expect(await pool.call('A.x', [], { observe })).toBe('ok')
    expect(errors).toEqual([wrong, wrong, wrong])
    await pool.notify('A.x', [], { observe })
    expect(errors).toHaveLength(5)
    await socket.close()
  })
})
