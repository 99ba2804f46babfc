import type { RemoteStream } from '../stream/remote-stream.ts'

/**
 * The methods of a service as its caller sees them: the same params, and a promise of the result. What is an
 * AsyncIterable (an async generator's result above all) or a ReadableStream arrives as a {@link RemoteStream}, also
 * deep in a value (see {@link Received}). If all of the result is one, the promise itself can be iterated, too:
 * `for await (const row of db.rows('select …'))`.
 *
 * Where a method asks for a stream, its caller may pass any AsyncIterable or ReadableStream (see {@link Sent}). The
 * method receives a RemoteStream, whatever kind was passed: one that needs the platform's ReadableStream gets it by
 * `.readable()`, and says in its own type that it asks for a `RemoteStream<T>`.
 *
 * A type can't look into a generic method: of `first<T>(of: T[]): T` what is `T` becomes `unknown`. Of overloads only
 * the last one stays. Describe such a method by an interface that says what callers need, as
 * `{ first(of: string[]): string }` or one signature with a union, `{ find(by: string | number): Item }`, or use `call<R>`.
 */
export type Remote<T> = {
  readonly [Name in RemoteName<T>]: unknown extends T[Name]
    ? (...params: unknown[]) => Promise<T[Name]> // any
    : T[Name] extends (...params: infer Params) => infer Result
      ? (...params: SentParams<Params>) => RemoteResult<Awaited<Result>>
      : never
}

/** What a method of a {@link Remote} returns. What may be no stream has to be awaited before it is iterated. */
export type RemoteResult<Result> = [Result] extends [never]
  ? Promise<Result>
  : unknown extends Result // unknown, or any
    ? Promise<Result>
    : [Result] extends [Streaming<infer Item>]
      ? Promise<Received<Result>> & AsyncIterable<Received<Item>>
      : Promise<Received<Result>>

/**
 * A value as it is at the other side: each stream in it is a {@link RemoteStream}. They are found in plain objects,
 * arrays, tuples, Maps (not in their keys) and Sets, up to 8 levels down. A type without streams stays the same type; so
 * does a class with methods, as Date and Uint8Array are.
 */
export type Received<T> = Replaced<T, 'received', Deepest>

/** What may be passed where T is asked for: instead of each stream in it any AsyncIterable or ReadableStream. */
export type Sent<T> = Replaced<T, 'sent', Deepest>

type SentParams<Params extends readonly unknown[]> =
  HasStreams<Params> extends true ? { [Place in keyof Params]: Sent<Params[Place]> } : Params

type Streaming<Item> = AsyncIterable<Item> | ReadableStream<Item>

/** How deep is looked for streams: types such as that of a tree have no end. */
type Deepest = 8
type OneLess = [never, 0, 1, 2, 3, 4, 5, 6, 7]

/** What a stream of items becomes. */
interface StreamAs<Item> {
  readonly received: RemoteStream<Item>
  readonly sent: AsyncIterable<Item> | ReadableStream<Item>
}
type Way = keyof StreamAs<unknown>

/** Most types have no streams: asked first, so that those keep their names. */
type Replaced<T, To extends Way, Depth extends number> =
  HasStreams<T> extends true ? ReplacedIn<T, To, Depth> : T

/** One by one of a union. The depth counts what the compiler works out at once; an object's properties can wait. */
type ReplacedIn<T, To extends Way, Depth extends number> = [Depth] extends [0]
  ? T
  : T extends Streaming<infer Item>
    ? StreamAs<Replaced<Item, To, OneLess[Depth]>>[To]
    : HasStreams<T> extends false
      ? T
      : T extends Map<infer Key, infer Value>
        ? Map<Key, Replaced<Value, To, OneLess[Depth]>>
        : T extends ReadonlyMap<infer Key, infer Value>
          ? ReadonlyMap<Key, Replaced<Value, To, OneLess[Depth]>>
          : T extends Set<infer Value>
            ? Set<Replaced<Value, To, OneLess[Depth]>>
            : T extends ReadonlySet<infer Value>
              ? ReadonlySet<Replaced<Value, To, OneLess[Depth]>>
              : T extends readonly unknown[]
                ? { [Place in keyof T]: Replaced<T[Place], To, OneLess[Depth]> }
                : { [Name in keyof T]: Replaced<T[Name], To, Deepest> }

type HasStreams<T> = [StreamIn<T, Deepest>] extends [never] ? false : true

/** `true` for a type that holds a stream, `never` for one that does not. */
type StreamIn<T, Depth extends number> = unknown extends T
  ? never // unknown, or any
  : [Depth] extends [0]
    ? never
    : T extends Streaming<unknown>
      ? true
      : T extends Whole
        ? never
        : T extends ReadonlyMap<unknown, infer Value> | ReadonlySet<infer Value> | readonly (infer Value)[]
          ? StreamIn<Value, OneLess[Depth]>
          : [MethodOf<T>] extends [never]
            ? { [Name in keyof T]-?: StreamIn<T[Name], OneLess[Depth]> }[keyof T]
            : never

/** What has no parts that travel. */
type Whole = string | number | bigint | boolean | symbol | null | undefined | Callable
type Callable = ((...params: never) => unknown) | (abstract new (...params: never) => unknown)

/** `true` if an object has methods: it is of a class then. */
type MethodOf<T> = { [Name in keyof T]-?: IfMethod<T[Name]> }[keyof T]
type IfMethod<T> = unknown extends T ? never : T extends Callable ? true : never

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
  call: (method: string, params: readonly unknown[]) => Promise<unknown>,
): Remote<T> {
  const methods = new Map<string, (...params: readonly unknown[]) => unknown>()
  const target: object = Object.create(null) as object
  return new Proxy(target, {
    get(_target, name) {
      if (typeof name === 'symbol' || name === 'then' || name === 'toJSON') return undefined
      let method = methods.get(name)
      if (method === undefined) {
        const full = `${service}.${name}`
        method = (...params) => iterable(call(full, params))
        methods.set(name, method)
      }
      return method
    },
  }) as Remote<T>
}

/** Nobody knows yet whether it will be a stream: so every promise of a remote can be iterated. */
function iterable(promise: Promise<unknown>): Promise<unknown> {
  ;(promise as Promise<unknown> & Partial<AsyncIterable<unknown>>)[Symbol.asyncIterator] = iterate
  return promise
}

function iterate(this: Promise<unknown>): AsyncIterator<unknown, undefined> {
  return new LateIterator(this)
}

/** The iterator of a stream that is on its way. */
class LateIterator implements AsyncIterator<unknown, undefined> {
  readonly #promise: Promise<unknown>
  #items: AsyncIterator<unknown, undefined> | undefined

  constructor(promise: Promise<unknown>) {
    this.#promise = promise
  }

  next(): Promise<IteratorResult<unknown, undefined>> {
    return this.#items?.next() ?? this.#open().then((items) => items.next())
  }

  async return(): Promise<IteratorResult<unknown, undefined>> {
    await (await this.#open()).return?.()
    return { done: true, value: undefined }
  }

  async #open(): Promise<AsyncIterator<unknown, undefined>> {
    const stream = (await this.#promise) as Partial<RemoteStream<unknown>> | null | undefined
    const open = stream?.[Symbol.asyncIterator]
    if (open === undefined) throw new TypeError('the method returned no stream: await its result instead')
    return (this.#items ??= open.call(stream) as AsyncIterator<unknown, undefined>)
  }
}
