import { describe, expect, expectTypeOf, it } from 'vitest'
import type { CallContext } from '../../src/service/context.ts'
import { contextual, handler } from '../../src/service/handler.ts'
import { Serving } from './serving.ts'

describe('a method that wants its context', () => {
  it('gets it before the params, which are exactly those of the caller', async () => {
    const seen: unknown[][] = []
    const serving = new Serving({
      rich: handler((context, ...params: unknown[]) => void seen.push([context.method, ...params])),
      plain: (...params: unknown[]) => void seen.push(params),
    })
    await serving.call('S.rich', { method: 'forged', identity: 'root' }, 'extra', 1)
    await serving.call('S.plain', { method: 'forged' }, 'extra', 1)
    expect(seen).toEqual([
      ['S.rich', { method: 'forged', identity: 'root' }, 'extra', 1],
      [{ method: 'forged' }, 'extra', 1],
    ])
  })

  it('runs on its service', async () => {
    class Service {
      readonly name = 'me'
      get = handler(function (this: unknown, _context) {
        return (this as Service).name
      })
    }
    expect(await new Serving(new Service()).call('S.get')).toEqual({ kind: 'result', value: 'me' })
  })

  it('can be called locally, with a context in which nothing happens', () => {
    const service = {
      factor: 3,
      triple: handler(function (this: unknown, context, n: number) {
        return [context, (this as { factor: number }).factor * n] as const
      }),
    }
    const [context, result] = service.triple(4)
    expect(result).toBe(12)
    expect(context).toMatchObject({ timeLeft: Infinity, attempt: 1, identity: undefined, metadata: {} })
    expect(context.signal.aborted).toBe(false)
  })

  it('is known by a mark that the wire can not make', () => {
    expect(contextual(handler(() => 1))).toBeTypeOf('function')
    expect(contextual(() => 1)).toBeUndefined()
    expect(contextual(JSON.parse('{"@wsrpc/handler":1}') as object)).toBeUndefined()
  })

  it('has the types of its params and result, without the context', () => {
    const get = handler((context, id: string, n?: number) => {
      expectTypeOf(context).toEqualTypeOf<CallContext>()
      return Promise.resolve(`${id}${n}`)
    })
    expectTypeOf(get).parameters.toEqualTypeOf<Parameters<(id: string, n?: number) => void>>()
    expectTypeOf(get).returns.toEqualTypeOf<Promise<string>>()
  })

  it('has the type of a param with a default when that is written, of a rest and of a destructured one', () => {
    const page = handler((_context, id: string, n: number = 2) => `${id}${n}`)
    expectTypeOf(page).parameters.toEqualTypeOf<Parameters<(id: string, n?: number) => void>>()
    const all = handler((_context, ...ids: string[]) => ids)
    expectTypeOf(all).parameters.toEqualTypeOf<string[]>()
    const find = handler((_context, { id, n = 2 }: { id: string; n?: number }) => `${id}${n}`)
    expectTypeOf(find).parameters.toEqualTypeOf<[{ id: string; n?: number }]>()
    expect([page('a'), all('a', 'b'), find({ id: 'a' })]).toEqual(['a2', ['a', 'b'], 'a2'])
  })

  it('has not, when only the default is written: callers may pass anything', () => {
    const page = handler((_context, id: string, n = 2) => [id, n])
    expectTypeOf(page).parameters.toEqualTypeOf<[id: string, n?: unknown]>()
    expect(page('a')).toEqual(['a', 2])
  })
})
