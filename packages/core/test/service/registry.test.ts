import { describe, expect, it } from 'vitest'
import { handler } from '../../src/service/handler.ts'
import { Registry, type RegisterOptions } from '../../src/service/registry.ts'
import { detachedContext } from '../../src/service/context.ts'

const noop = (): void => undefined

function namesOf(service: object, options?: RegisterOptions): readonly string[] | undefined {
  const registry = new Registry()
  registry.register('S', service, options)
  return [...(registry.services.get('S') ?? [])].sort()
}

function explodes(): never {
  throw new Error('a getter ran')
}

class Base {
  inherited(): string {
    return 'base'
  }
}
class Derived extends Base {
  readonly greeting = 'hello'
  field = (): string => this.greeting
  own(name: string): string {
    return `${this.greeting} ${name}`
  }
  _hidden(): void {}
  get late(): () => string {
    return explodes()
  }
  static helper(): void {}
}

describe('what a service offers', () => {
  it('are the functions of a plain object, and nothing else of it', () => {
    const service = {
      a: noop,
      b: async () => 1,
      c: 5,
      d: null,
      e: { f: noop },
      _g: noop,
      constructor: noop,
      K: Base,
    }
    expect(namesOf(service)).toEqual(['a', 'b'])
  })

  it('are the functions of an instance and of its own class, not of a base class', () => {
    expect(namesOf(new Derived())).toEqual(['field', 'own'])
  })

  it('are the functions of an object without a prototype', () => {
    expect(namesOf(Object.assign(Object.create(null) as object, { a: noop }))).toEqual(['a'])
  })

  it('are the static functions of a class, not of its base class', () => {
    class Tools {
      static low(): void {}
    }
    class MoreTools extends Tools {
      static high(): void {}
      static _private(): void {}
    }
    expect(namesOf(MoreTools)).toEqual(['high'])
  })

  it('are none that a symbol names', () => {
    expect(namesOf({ a: noop, [Symbol.iterator]: noop })).toEqual(['a'])
  })

  it('is found without running a getter', () => {
    const service = Object.defineProperties({ a: noop } as object, {
      b: { get: explodes, enumerable: true },
      c: { set: noop, enumerable: true },
    })
    expect(namesOf(service)).toEqual(['a'])
  })

  it('is nothing that a getter of the object hides', () => {
    const service = Object.defineProperty(new Derived(), 'own', { get: explodes })
    expect(namesOf(service)).toEqual(['field'])
  })

  it('is narrowed and widened by names', () => {
    expect(namesOf(new Derived(), { methods: ['own'] })).toEqual(['own'])
    expect(namesOf(new Derived(), { methods: ['inherited', '_hidden'] })).toEqual(['_hidden', 'inherited'])
  })

  it.each([
    { what: 'is not there', methods: ['nope'] },
    { what: 'is no function', methods: ['greeting'] },
    { what: 'is a getter, which is not run', methods: ['late'] },
  ])('can not be a name that $what', ({ methods }) => {
    expect(() => namesOf(new Derived(), { methods })).toThrow(`service 'S' has no method '${methods[0]}'`)
  })
})

describe('a registration', () => {
  it.each<[unknown, RegExp]>([
    [{ method: ['get'] }, /^the options of service 'S' have no 'method': there is only methods$/],
    [{ methods: ['a'], name: 'x' }, /have no 'name'/],
    [['a'], /must be an object: write \{ methods: \['get'\] \}$/],
    ['a', /must be an object/],
    [null, /must be an object/],
    [{ methods: 'a' }, /methods must be an array of names: write \{ methods: \['get'\] \}$/],
    [{ methods: null }, /must be an array of names/],
    [{ methods: new Set(['a']) }, /must be an array of names/],
    [{ methods: [''] }, /must be an array of names/],
    [{ methods: ['a', 5] }, /must be an array of names/],
    // oxlint-disable-next-line no-sparse-arrays -- what is tested
    [{ methods: ['a', ,] }, /must be an array of names/],
    [{ methods: ['a', 'b', 'a'] }, /methods has 'a' twice: write each name once$/],
    [{ methods: [] }, /has no methods/],
  ])('takes no options %j', (options, message) => {
    const registry = new Registry()
    const service = { a: noop, b: noop }
    expect(() => registry.register('S', service, options as never)).toThrow(TypeError)
    expect(() => registry.register('S', service, options as never)).toThrow(message)
    expect(registry.services.size).toBe(0)
  })

  it('takes methods that are undefined for none given', () => {
    expect(namesOf({ a: noop }, { methods: undefined } as never)).toEqual(['a'])
  })

  it.each(['', 'a.b', 7, null, undefined, 'x'.repeat(129)])('takes no service named %j', (name) => {
    expect(() => new Registry().register(name as string, { a: noop })).toThrow("a service's name must be")
  })

  it.each([null, undefined, 5, 'text'])('takes no %j for a service', (service) => {
    expect(() => new Registry().register('S', service as never)).toThrow("service 'S' must be an object")
  })

  it.each<{ what: string; service: object }>([
    { what: 'nothing', service: {} },
    { what: 'data', service: { a: 1 } },
    { what: 'private functions', service: { _a: noop } },
    { what: 'an instance of an empty class', service: new (class extends Base {})() },
  ])('takes no service that is only $what', ({ service }) => {
    expect(() => new Registry().register('S', service)).toThrow("service 'S' has no methods")
  })

  it('takes a name once', () => {
    const registry = new Registry()
    registry.register('S', { a: noop })
    expect(() => registry.register('S', { b: noop })).toThrow("service 'S' is registered already")
    expect(registry.find('S.b')).toBeUndefined()
  })

  it('that fails leaves nothing', () => {
    const registry = new Registry()
    expect(() => registry.register('S', { a: noop }, { methods: ['a', 'b'] })).toThrow(TypeError)
    expect([registry.find('S.a'), registry.services.size]).toEqual([undefined, 0])
    registry.register('S', { a: noop })
    expect(registry.find('S.a')).toBeDefined()
  })
})

describe('a look-up', () => {
  const registry = new Registry()
  registry.register('S', new Derived())
  registry.register('constructor', { toString: () => 'mine' })

  it('runs the method on its service', () => {
    expect(registry.find('S.own')?.run(['you'], detachedContext())).toBe('hello you')
    expect(registry.find('S.field')?.run([], detachedContext())).toBe('hello')
  })

  it.each([
    'S.constructor',
    'S.toString',
    'S.hasOwnProperty',
    'S.__proto__',
    'S._hidden',
    'S.late',
    'S.inherited',
    'S.helper',
    'S',
    'own',
    'S.own.call',
    's.own',
    '',
    '.',
    'constructor',
    '__proto__',
    'toString',
  ])('finds nothing at %j', (name) => {
    expect(registry.find(name)).toBeUndefined()
  })

  it('finds what is registered under a name that means something', () => {
    expect(registry.find('constructor.toString')?.run([], detachedContext())).toBe('mine')
  })

  it('knows which methods want their context', () => {
    const other = new Registry()
    other.register('S', {
      plain: (...all: unknown[]) => all,
      rich: handler((context, a) => [context.method, a]),
    })
    const context = { ...detachedContext(), method: 'S.rich' }
    expect(other.find('S.plain')).toMatchObject({ name: 'S.plain', wantsContext: false })
    expect(other.find('S.rich')).toMatchObject({ name: 'S.rich', wantsContext: true })
    expect(other.find('S.plain')?.run([1], context)).toEqual([1])
    expect(other.find('S.rich')?.run([1], context)).toEqual(['S.rich', 1])
  })
})
