import { inspect } from 'node:util'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { handler } from '../../src/service/handler.ts'
import { type Remote, remote } from '../../src/service/remote.ts'

class Backend {
  readonly label = 'x'
  get(id: string, n?: number): string {
    return `${id}${n}`
  }
  async list(): Promise<readonly number[]> {
    return []
  }
  rich = handler((_context, id: string): Promise<Date> => Promise.resolve(new Date(id)))
  _internal(): void {}
  // oxlint-disable-next-line unicorn/no-thenable -- the type must leave it out
  then(): void {}
  toJSON(): string {
    return ''
  }
  [Symbol.iterator](): void {}
  private secret(): number {
    return 1
  }
  reveal(): number {
    return this.secret()
  }
}

function proxy(): { service: Remote<Backend>; calls: unknown[][] } {
  const calls: unknown[][] = []
  const service = remote<Backend>('Backend', (...call) => (calls.push(call), Promise.resolve('result')))
  return { service, calls }
}

describe('a remote', () => {
  it('makes a call of each method', async () => {
    const { service, calls } = proxy()
    expect(await service.get('id', 7)).toBe('result')
    await service.list()
    expect(calls).toEqual([
      ['Backend.get', ['id', 7]],
      ['Backend.list', []],
    ])
  })

  it('keeps its methods, which need no this', async () => {
    const { service, calls } = proxy()
    const { get } = service
    expect(service.get).toBe(get)
    await get('id')
    expect(calls).toEqual([['Backend.get', ['id']]])
  })

  it('can be awaited and returned', async () => {
    const { service, calls } = proxy()
    expect(await Promise.resolve(service)).toBe(service)
    expect(await (async () => service)()).toBe(service)
    expect(calls).toEqual([])
  })

  it('can be printed and made into JSON without a call', () => {
    const { service, calls } = proxy()
    expect(JSON.stringify({ service })).toBe('{"service":{}}')
    expect(() => inspect(service)).not.toThrow()
    expect(calls).toEqual([])
  })

  it.each(['then', 'toJSON', Symbol.iterator, Symbol.asyncIterator, Symbol.toPrimitive, Symbol.toStringTag])(
    'has nothing at %s',
    (name) => {
      expect(Reflect.get(proxy().service, name)).toBeUndefined()
    },
  )

  it('inherits nothing, so that every other name is a call', () => {
    const { service, calls } = proxy()
    const any = service as unknown as Record<string, () => unknown>
    expect([Object.getPrototypeOf(any), 'toString' in any]).toEqual([null, false])
    for (const name of ['constructor', 'toString', 'hasOwnProperty', '__proto__']) any[name]?.()
    expect(calls.map(([method]) => method)).toEqual([
      'Backend.constructor',
      'Backend.toString',
      'Backend.hasOwnProperty',
      'Backend.__proto__',
    ])
  })
})

describe('the type of a remote', () => {
  it('has the methods that can be called, with their params, and promises of their results', () => {
    expectTypeOf<Remote<Backend>['get']>().toEqualTypeOf<(id: string, n?: number) => Promise<string>>()
    expectTypeOf<Remote<Backend>['list']>().toEqualTypeOf<() => Promise<readonly number[]>>()
    expectTypeOf<Remote<Backend>['reveal']>().toEqualTypeOf<() => Promise<number>>()
  })

  it('has no context among the params of a handler', () => {
    expectTypeOf<Remote<Backend>['rich']>().toEqualTypeOf<(id: string) => Promise<Date>>()
    expectTypeOf<Remote<Backend>['rich']>().parameters.toEqualTypeOf<[id: string]>()
  })

  it('has no other name', () => {
    expectTypeOf<keyof Remote<Backend>>().toEqualTypeOf<'get' | 'list' | 'reveal' | 'rich'>()
    expectTypeOf<keyof Remote<{ _a(): void; b(): void; constructor: () => void }>>().toEqualTypeOf<'b'>()
  })

  it('can be made of an interface', () => {
    interface Api {
      find(query: { name: string }): { id: number }[]
    }
    expectTypeOf<Remote<Api>['find']>().toEqualTypeOf<
      (query: { name: string }) => Promise<{ id: number }[]>
    >()
  })

  it('has one signature a method: generics become unknown, of overloads the last one stays', () => {
    interface Api {
      first<T>(of: readonly T[]): T
      find(by: string): string
      find(by: number): number
    }
    expectTypeOf<Remote<Api>['first']>().toEqualTypeOf<(of: readonly unknown[]) => Promise<unknown>>()
    expectTypeOf<Remote<Api>['find']>().toEqualTypeOf<(by: number) => Promise<number>>()
  })

  it('has what is written instead of these', () => {
    interface Api {
      first(of: readonly string[]): string
      find(by: string | number): { id: string }
    }
    expectTypeOf<Remote<Api>['first']>().toEqualTypeOf<(of: readonly string[]) => Promise<string>>()
    expectTypeOf<Remote<Api>['find']>().toEqualTypeOf<(by: string | number) => Promise<{ id: string }>>()
  })
})
