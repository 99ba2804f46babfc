import { contextual } from './handler.ts'
import type { CallContext } from './context.ts'

/** A method that can be called over the wire. */
export interface Method {
  readonly name: string
  /** Runs it. What it throws is the caller's. `context` may be `undefined` unless {@link wantsContext}. */
  run(params: readonly unknown[], context: CallContext | undefined): unknown
  readonly wantsContext: boolean
}

/** Which of a service's functions are offered. */
export interface RegisterOptions {
  /** Exactly these, instead of those that the rule finds. May name inherited ones. */
  readonly methods?: readonly string[]
}

type Fn = (...params: readonly unknown[]) => unknown

/**
 * The services of one side, looked up by the full name, `Service.method`. A Map, so that no name from the wire
 * ever reaches a prototype.
 */
export class Registry {
  readonly #methods = new Map<string, Method>()
  readonly #services = new Map<string, readonly string[]>()

  /** Names of the methods by service. */
  get services(): ReadonlyMap<string, readonly string[]> {
    return this.#services
  }

  /**
   * Offers the functions that are data properties of the object itself or of its own class's prototype: none of
   * a base class, not `constructor`, none that starts with `_`. Getters are never run.
   *
   * @throws TypeError when the name is empty, has a dot or is taken, when the service has no methods, when an option
   * is wrong or unknown, or when `methods` names something that is not a function, or a getter.
   */
  register(name: string, service: object, options: RegisterOptions = {}): void {
    checkServiceName(name)
    if ((typeof service !== 'object' && typeof service !== 'function') || service === null) {
      throw new TypeError(`service '${name}' must be an object or a class instance, not ${typeof service}`)
    }
    if (this.#services.has(name)) throw new TypeError(`service '${name}' is registered already`)
    checkOptions(name, options)
    const names = options.methods ?? findMethods(service)
    if (names.length === 0) {
      throw new TypeError(
        `service '${name}' has no methods: give an object of functions or a class instance, or name them in { methods }`,
      )
    }
    const methods = names.map((method) => makeMethod(name, service, method))
    for (const method of methods) this.#methods.set(method.name, method)
    this.#services.set(name, [...names])
  }

  find(method: string): Method | undefined {
    return this.#methods.get(method)
  }
}

/** @throws TypeError when it can't name a service. */
export function checkServiceName(name: unknown): asserts name is string {
  if (typeof name !== 'string' || name === '' || name.includes('.') || name.length > 128) {
    throw new TypeError(
      `a service's name must be a string of 1 to 128 characters without a dot, as 'Backend' is; got ${JSON.stringify(name)}`,
    )
  }
}

/** What is misspelt would offer every method: it must not pass for nothing. */
function checkOptions(service: string, options: unknown): asserts options is RegisterOptions {
  const where = `the options of service '${service}'`
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new TypeError(`${where} must be an object: write { methods: ['get'] }`)
  }
  for (const option of Object.keys(options)) {
    if (option !== 'methods') throw new TypeError(`${where} have no '${option}': there is only methods`)
  }
  const { methods } = options as { readonly methods?: unknown }
  if (methods === undefined) return
  const isName = (name: unknown): boolean => typeof name === 'string' && name !== ''
  // Array.from, since `every` would skip the holes of a sparse array.
  if (!Array.isArray(methods) || !Array.from(methods).every(isName)) {
    throw new TypeError(`${where}: methods must be an array of names: write { methods: ['get'] }`)
  }
  const twice = methods.find((name, index) => methods.indexOf(name) !== index) as string | undefined
  if (twice !== undefined) {
    throw new TypeError(`${where}: methods has '${twice}' twice: write each name once`)
  }
}

function findMethods(service: object): string[] {
  const prototype: unknown = Object.getPrototypeOf(service)
  // What a class as a service inherits is another class's; what an object does, its own class's.
  const isInstance = typeof service === 'object' && prototype !== null && prototype !== Object.prototype
  const inherited: PropertyDescriptorMap = isInstance ? Object.getOwnPropertyDescriptors(prototype) : {}
  const properties: PropertyDescriptorMap = { ...inherited, ...Object.getOwnPropertyDescriptors(service) }
  return Object.entries(properties)
    .filter(([name, { value }]) => {
      if (name === 'constructor' || name.startsWith('_')) return false
      return typeof value === 'function' && !isClass(value as Fn)
    })
    .map(([name]) => name)
}

/** The property of that name, found as a look-up would, but without running a getter. */
function dataProperty(object: object, name: string): unknown {
  for (let at: object | null = object; at !== null; at = Object.getPrototypeOf(at) as object | null) {
    const property = Object.getOwnPropertyDescriptor(at, name)
    if (property !== undefined) return property.value
  }
  return undefined
}

/** A class is a function too, but calling it throws: it is never a method. */
function isClass(value: Fn): boolean {
  return Object.getOwnPropertyDescriptor(value, 'prototype')?.writable === false
}

function makeMethod(service: string, self: object, name: string): Method {
  const fn = dataProperty(self, name)
  if (typeof fn !== 'function') throw new TypeError(`service '${service}' has no method '${name}'`)
  const full = `${service}.${name}`
  const withContext = contextual(fn)
  if (withContext !== undefined) {
    return {
      name: full,
      wantsContext: true,
      run: (params, context) => withContext.call(self, context as CallContext, ...params),
    }
  }
  return { name: full, wantsContext: false, run: (params) => (fn as Fn).apply(self, params as unknown[]) }
}
