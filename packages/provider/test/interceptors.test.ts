import { describe, expect, test } from 'vitest'
import { RpcError } from '../src/index.ts'
import { failure, settle, World } from './support/world.ts'

describe('interceptors of calls', () => {
  test('see each call and notify, outermost first, and its result', async () => {
    const seen: unknown[] = []
    await using world = new World({
      interceptors: {
        calls: [
          async ({ kind, method, params }, next) => {
            seen.push(['outer', kind, method, params])
            const result = await next()
            seen.push(['outer', result])
            return result
          },
          (_context, next) => {
            seen.push('inner')
            return next()
          },
        ],
      },
    })
    const connection = await world.connect()
    world.pool.serve = (call) => world.pool.peer.answer(call, 'result')
    expect(await connection.call('A.b', [1])).toBe('result')
    await connection.notify('A.c')
    expect(seen).toEqual([
      ['outer', 'call', 'A.b', [1]],
      'inner',
      ['outer', 'result'],
      ['outer', 'notify', 'A.c', []],
      'inner',
      ['outer', undefined],
    ])
  })

  test('may change params and options, answer by themselves, and throw', async () => {
    await using world = new World({
      interceptors: {
        calls: [
          (context, next) => {
            if (context.method === 'A.cached') return 'from the cache'
            if (context.method === 'A.forbidden') throw new RpcError('PERMISSION_DENIED', 'not you')
            context.params = [...context.params, 'more']
            context.options = { ...context.options, metadata: { user: 7 } }
            return next()
          },
        ],
      },
    })
    const connection = await world.connect()
    world.pool.serve = (call) => world.pool.peer.answer(call, [call.params, call.meta?.metadata])
    expect(await connection.call('A.b', [1])).toEqual([[1, 'more'], { user: 7 }])
    expect(await connection.call('A.cached')).toBe('from the cache')
    expect(await failure(connection.call('A.forbidden'))).toMatchObject({ code: 'PERMISSION_DENIED' })
    expect(world.pool.calls).toHaveLength(1)
  })

  test('what they put in is checked as what a caller typed', async () => {
    await using world = new World({
      interceptors: {
        calls: [
          (context, next) => {
            context.params = 'wrong' as never
            return next()
          },
        ],
      },
    })
    const connection = await world.connect()
    expect(await failure(connection.call('A.b'))).toBeInstanceOf(TypeError)
  })
})

describe('interceptors of handlers', () => {
  test('stand around each method, and may refuse', async () => {
    const seen: string[] = []
    await using world = new World({
      interceptors: {
        handlers: [
          (context, next) => {
            seen.push(context.method)
            if (context.method === 'Echo.secret') throw new RpcError('PERMISSION_DENIED', 'not you')
            return next()
          },
        ],
      },
    })
    world.provider.register('Echo', { say: (x: unknown) => x, secret: () => 'secret' })
    await world.connect()
    const calls = [world.pool.call('Echo.say', ['x']), world.pool.call('Echo.secret')]
    await settle()
    expect(calls.map((call) => call.outcome)).toMatchObject([
      { result: 'x' },
      { error: { code: 'PERMISSION_DENIED', message: 'not you' } },
    ])
    expect(seen).toEqual(['Echo.say', 'Echo.secret'])
  })
})
