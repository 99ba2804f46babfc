/**
 * The methods of a service as its caller sees them: the same params, and a promise of the result.
 *
 * A type can't look into a generic method: of `first<T>(of: T[]): T` what is `T` becomes `unknown`. Of overloads only
 * the last one stays. Describe such a method by an interface that says what callers need, as
 * `{ first(of: string[]): string }` or one signature with a union, `{ find(by: string | number): Item }`, or use `call<R>`.
 */
export type Remote<T> = {
  readonly [Name in RemoteName<T>]: T[Name] extends (...params: infer Params) => infer Result
    ? (...params: Params) => Promise<Awaited<Result>>
    : never
}

/** Names of T that a remote has: its functions, but for those that {@link remote} must not answer to. */
type RemoteName<T> = {
  [Name in keyof T]: Name extends `_${string}` | 'constructor' | 'then' | 'toJSON' | symbol | number
    ? never
    : T[Name] extends (...params: never[]) => unknown
      ? Name
      : never
}[keyof T]

/**
 * A proxy whose methods are calls: `remote(…).get('id')` is `call('Backend.get', ['id'])`.
 *
 * `then`, `toJSON` and symbols are undefined on it, so that it can be awaited, returned and printed. A method
 * that has such a name is reached by `call`.
 */
export function remote<T>(
  service: string,
  call: (method: string, params: readonly unknown[]) => unknown,
): Remote<T> {
  const methods = new Map<string, (...params: readonly unknown[]) => unknown>()
  const target: object = Object.create(null) as object
  return new Proxy(target, {
    get(_target, name) {
      if (typeof name === 'symbol' || name === 'then' || name === 'toJSON') return undefined
      let method = methods.get(name)
      if (method === undefined) {
        const full = `${service}.${name}`
        method = (...params) => call(full, params)
        methods.set(name, method)
      }
      return method
    },
  }) as Remote<T>
}
