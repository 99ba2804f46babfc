import type { Readable } from 'node:stream'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { handler } from '../../src/service/handler.ts'
import { type Received, type Remote, remote, type RemoteResult, type Sent } from '../../src/service/remote.ts'
import type { RemoteStream } from '../../src/stream/remote-stream.ts'

interface Row {
  readonly id: number
  readonly name?: string
}

type Json = string | number | boolean | null | Json[] | { [name: string]: Json }

interface Tree {
  readonly name: string
  readonly children: readonly Tree[]
  readonly parent?: Tree
}

interface Folder {
  readonly files: AsyncIterable<Uint8Array>[]
  readonly folders: Folder[]
}

/** What a caller may pass where a stream is asked for. */
type Any<T> = AsyncIterable<T> | ReadableStream<T>

/** What can be iterated without awaiting it. */
type Iterated<T> = Promise<RemoteStream<T>> & AsyncIterable<T>

class Open {
  readonly rows: AsyncIterable<Row> = (async function* () {})()
  close(): void {}
}

/** A copy of it, property by property, would not have what is private. */
class Own {
  readonly id = 1
  private readonly secret = 2
  static of({ id, secret }: Own): number {
    return id + secret
  }
}

describe('the result of a method', () => {
  it('is a promise of what it is, if it is no stream', () => {
    expectTypeOf<RemoteResult<string>>().toEqualTypeOf<Promise<string>>()
    expectTypeOf<RemoteResult<boolean>>().toEqualTypeOf<Promise<boolean>>()
    expectTypeOf<RemoteResult<Row | undefined>>().toEqualTypeOf<Promise<Row | undefined>>()
    expectTypeOf<RemoteResult<{}>>().toEqualTypeOf<Promise<{}>>()
    expectTypeOf<RemoteResult<object>>().toEqualTypeOf<Promise<object>>()
  })

  it('of any, unknown, never and void is a promise of that', () => {
    expectTypeOf<RemoteResult<any>>().toEqualTypeOf<Promise<any>>() // oxlint-disable-line typescript/no-explicit-any
    expectTypeOf<RemoteResult<unknown>>().toEqualTypeOf<Promise<unknown>>()
    expectTypeOf<RemoteResult<never>>().toEqualTypeOf<Promise<never>>()
    expectTypeOf<RemoteResult<void>>().toEqualTypeOf<Promise<void>>()
    expectTypeOf<RemoteResult<undefined>>().toEqualTypeOf<Promise<undefined>>()
    expectTypeOf<RemoteResult<null>>().toEqualTypeOf<Promise<null>>()
  })

  it('that is a stream can be iterated at once', () => {
    expectTypeOf<RemoteResult<AsyncGenerator<Row>>>().toEqualTypeOf<Iterated<Row>>()
    expectTypeOf<RemoteResult<AsyncGenerator<Row, number, string>>>().toEqualTypeOf<Iterated<Row>>()
    expectTypeOf<RemoteResult<AsyncIterable<Row>>>().toEqualTypeOf<Iterated<Row>>()
    expectTypeOf<RemoteResult<AsyncIterableIterator<Row>>>().toEqualTypeOf<Iterated<Row>>()
    expectTypeOf<RemoteResult<ReadableStream<Row>>>().toEqualTypeOf<Iterated<Row>>()
    expectTypeOf<RemoteResult<AsyncIterable<Row> | ReadableStream<Row>>>().toEqualTypeOf<Iterated<Row>>()
    expectTypeOf<RemoteResult<RemoteStream<Row>>>().toEqualTypeOf<Iterated<Row>>()
    expectTypeOf<Awaited<RemoteResult<Readable>>>().toEqualTypeOf<RemoteStream<any>>() // oxlint-disable-line typescript/no-explicit-any
  })

  it('that may be no stream has to be awaited', () => {
    type Maybe = RemoteResult<AsyncGenerator<Row> | undefined>
    expectTypeOf<Maybe>().toEqualTypeOf<Promise<RemoteStream<Row> | undefined>>()
    expectTypeOf<RemoteResult<ReadableStream<Row> | string | null>>().toEqualTypeOf<
      Promise<RemoteStream<Row> | string | null>
    >()
    expectTypeOf<Maybe>().not.toExtend<AsyncIterable<Row>>()
  })
})

describe('what is received', () => {
  it('has a remote stream for each stream, wherever it is', () => {
    expectTypeOf<Received<{ rows: AsyncGenerator<Row>; readonly total?: number }>>().toEqualTypeOf<{
      rows: RemoteStream<Row>
      readonly total?: number
    }>()
    expectTypeOf<Received<{ body?: ReadableStream<Uint8Array> | null }>>().toEqualTypeOf<{
      body?: RemoteStream<Uint8Array> | null
    }>()
    expectTypeOf<Received<AsyncIterable<Row>[]>>().toEqualTypeOf<RemoteStream<Row>[]>()
    expectTypeOf<Received<readonly AsyncIterable<Row>[]>>().toEqualTypeOf<readonly RemoteStream<Row>[]>()
    expectTypeOf<Received<[id: string, rows: AsyncIterable<Row>, rest?: Row]>>().toEqualTypeOf<
      [id: string, rows: RemoteStream<Row>, rest?: Row]
    >()
    expectTypeOf<Received<readonly [string, ...AsyncIterable<Row>[]]>>().toEqualTypeOf<
      readonly [string, ...RemoteStream<Row>[]]
    >()
    expectTypeOf<Received<Record<string, AsyncIterable<Row>>>>().toEqualTypeOf<
      Record<string, RemoteStream<Row>>
    >()
    expectTypeOf<Received<Map<string, AsyncIterable<Row>>>>().toEqualTypeOf<Map<string, RemoteStream<Row>>>()
    expectTypeOf<Received<ReadonlyMap<Row, AsyncIterable<1>>>>().toEqualTypeOf<
      ReadonlyMap<Row, RemoteStream<1>>
    >()
    expectTypeOf<Received<Set<AsyncIterable<Row>>>>().toEqualTypeOf<Set<RemoteStream<Row>>>()
    expectTypeOf<Received<ReadonlySet<AsyncIterable<Row>>>>().toEqualTypeOf<ReadonlySet<RemoteStream<Row>>>()
    expectTypeOf<Received<{ a: { b: [{ c: Map<string, AsyncIterable<Row>> }] } }>>().toEqualTypeOf<{
      a: { b: [{ c: Map<string, RemoteStream<Row>> }] }
    }>()
  })

  it('has them in the items of streams', () => {
    expectTypeOf<RemoteResult<AsyncGenerator<{ inner: AsyncIterable<Row> }>>>().toEqualTypeOf<
      Iterated<{ inner: RemoteStream<Row> }>
    >()
    expectTypeOf<Received<AsyncIterable<ReadableStream<Row>>>>().toEqualTypeOf<
      RemoteStream<RemoteStream<Row>>
    >()
  })

  it('has those members of a union as they are that hold none', () => {
    type Answer = { readonly ok: true; rows: AsyncIterable<Row> } | { readonly ok: false; error?: undefined }
    expectTypeOf<Received<Answer>>().toEqualTypeOf<
      { readonly ok: true; rows: RemoteStream<Row> } | { readonly ok: false; error?: undefined }
    >()
    expectTypeOf<Received<{ rows: AsyncIterable<Row>; sure: boolean; at: Date | null }>>().toEqualTypeOf<{
      rows: RemoteStream<Row>
      sure: boolean
      at: Date | null
    }>()
  })

  it('is the very same type if it holds no stream', () => {
    expectTypeOf<Received<Row>>().toEqualTypeOf<Row>()
    expectTypeOf<Received<{ readonly own: Own }>>().toExtend<{ readonly own: Own }>()
    expectTypeOf<Received<{ own: Own; rows: AsyncIterable<Row> }>['own']>().toEqualTypeOf<Own>()
    expect(Own.of(new Own() satisfies Received<Own>)).toBe(3)
    expectTypeOf<Received<boolean>>().toEqualTypeOf<boolean>()
    expectTypeOf<Received<readonly [a: Row, b?: 'x' | 'y']>>().toEqualTypeOf<
      readonly [a: Row, b?: 'x' | 'y']
    >()
    expectTypeOf<Received<string & { readonly brand: 'id' }>>().toEqualTypeOf<
      string & { readonly brand: 'id' }
    >()
    expectTypeOf<Received<Record<string, unknown>>>().toEqualTypeOf<Record<string, unknown>>()
    expectTypeOf<Received<unknown>>().toEqualTypeOf<unknown>()
    expectTypeOf<Received<any>>().toEqualTypeOf<any>() // oxlint-disable-line typescript/no-explicit-any
    expectTypeOf<Received<never>>().toEqualTypeOf<never>()
    expectTypeOf<Received<any[]>>().toEqualTypeOf<any[]>() // oxlint-disable-line typescript/no-explicit-any
    expectTypeOf<Received<AsyncIterable<any>>>().toEqualTypeOf<RemoteStream<any>>() // oxlint-disable-line typescript/no-explicit-any
  })

  it('leaves what is of a class, and functions', () => {
    expectTypeOf<Received<Date>>().toEqualTypeOf<Date>()
    expectTypeOf<Received<Uint8Array>>().toEqualTypeOf<Uint8Array>()
    expectTypeOf<Received<Error>>().toEqualTypeOf<Error>()
    expectTypeOf<Received<RegExp>>().toEqualTypeOf<RegExp>()
    expectTypeOf<Received<URL>>().toEqualTypeOf<URL>()
    expectTypeOf<Received<Promise<AsyncIterable<Row>>>>().toEqualTypeOf<Promise<AsyncIterable<Row>>>()
    expectTypeOf<Received<() => AsyncIterable<Row>>>().toEqualTypeOf<() => AsyncIterable<Row>>()
    expectTypeOf<Received<typeof Open>>().toEqualTypeOf<typeof Open>()
    expectTypeOf<Received<Open>>().toEqualTypeOf<Open>()
    interface Mixed<Stream> {
      at: Date
      bytes: Uint8Array
      why: Error
      open: Open
      free: any // oxlint-disable-line typescript/no-explicit-any
      rows: Stream
    }
    expectTypeOf<Received<Mixed<AsyncIterable<Row>>>>().toEqualTypeOf<Mixed<RemoteStream<Row>>>()
  })

  it('may be of a type without an end', () => {
    expectTypeOf<Received<Json>>().toEqualTypeOf<Json>()
    expectTypeOf<Received<Tree>>().toEqualTypeOf<Tree>()
    expectTypeOf<Received<AsyncIterable<Json>>>().toEqualTypeOf<RemoteStream<Json>>()
    expectTypeOf<Received<Folder>['files']>().toEqualTypeOf<RemoteStream<Uint8Array>[]>()
    expectTypeOf<Received<Folder>['folders'][0]['folders']>().toEqualTypeOf<Received<Folder>[]>()
    interface Endless extends AsyncIterable<Endless> {}
    expectTypeOf<Received<Endless>>().toExtend<RemoteStream<AsyncIterable<unknown>>>()
    type Rows = AsyncIterable<Row> | Rows[]
    expectTypeOf<RemoteStream<Row>[][]>().toExtend<Received<Rows>>()
    const filesOf = (folder: Received<Folder>): number =>
      folder.folders.reduce((count, one) => count + filesOf(one), folder.files.length)
    expect(filesOf({ files: [], folders: [{ files: [], folders: [] }] })).toBe(0)
  })

  it('is looked through up to a depth', () => {
    type Deep<T> = { a: { b: { c: { d: { e: { f: T } } } } } }
    expectTypeOf<Received<Deep<AsyncIterable<Row>>>>().toEqualTypeOf<Deep<RemoteStream<Row>>>()
    type Deeper = Deep<Deep<AsyncIterable<Row>>>
    expectTypeOf<Received<Deeper>>().toEqualTypeOf<Deeper>()
  })
})

describe('the params of a remote', () => {
  it('may be any stream where one is asked for', () => {
    interface Api {
      generated(rows: AsyncGenerator<Row>): void
      iterated(name: string, rows?: AsyncIterable<Row>): void
      readable(rows: ReadableStream<Row>): void
      received(rows: RemoteStream<Row>): void
      maybe(rows: ReadableStream<Row> | string | undefined): void
      nested(upload: { name: string; body?: ReadableStream<Uint8Array>; more: AsyncIterable<Row>[] }): void
      many(...rows: AsyncIterable<Row>[]): void
      streams(of: AsyncIterable<AsyncIterable<Row>>): void
    }
    type Params<Name extends keyof Api> = Parameters<Remote<Api>[Name]>
    expectTypeOf<Params<'generated'>>().toEqualTypeOf<[rows: Any<Row>]>()
    expectTypeOf<Params<'iterated'>>().toEqualTypeOf<[name: string, rows?: Any<Row> | undefined]>()
    expectTypeOf<Params<'readable'>>().toEqualTypeOf<[rows: Any<Row>]>()
    expectTypeOf<Params<'received'>>().toEqualTypeOf<[rows: Any<Row>]>()
    expectTypeOf<Params<'maybe'>>().toEqualTypeOf<[rows: Any<Row> | string | undefined]>()
    expectTypeOf<Params<'nested'>>().toEqualTypeOf<
      [upload: { name: string; body?: Any<Uint8Array>; more: Any<Row>[] }]
    >()
    expectTypeOf<Params<'many'>>().toEqualTypeOf<[...rows: Any<Row>[]]>()
    expectTypeOf<Params<'streams'>>().toEqualTypeOf<[of: Any<Any<Row>>]>()
  })

  it('are the very same if no stream is asked for', () => {
    interface Api {
      find(query: Tree, json: Json, at?: Date): string
      any(...params: any): any // oxlint-disable-line typescript/no-explicit-any
      unknown(value: unknown, ...more: unknown[]): unknown
      none(): never
    }
    expectTypeOf<Remote<Api>['find']>().toEqualTypeOf<
      (query: Tree, json: Json, at?: Date) => Promise<string>
    >()
    expectTypeOf<Remote<Api>['any']>().toEqualTypeOf<(...params: any) => Promise<any>>() // oxlint-disable-line typescript/no-explicit-any
    expectTypeOf<Remote<Api>['unknown']>().toEqualTypeOf<
      (value: unknown, ...more: unknown[]) => Promise<unknown>
    >()
    expectTypeOf<Remote<Api>['none']>().toEqualTypeOf<() => Promise<never>>()
    expectTypeOf<Sent<Row>>().toEqualTypeOf<Row>()
  })

  it('of a service of any are not looked at', () => {
    expectTypeOf<Remote<any>[string]>().toEqualTypeOf<(...params: unknown[]) => Promise<any>>() // oxlint-disable-line typescript/no-explicit-any
  })

  it('of a generic method are of unknown', () => {
    interface Api {
      each<T>(items: AsyncIterable<T>): AsyncIterable<T>
    }
    expectTypeOf<Remote<Api>['each']>().toEqualTypeOf<(items: Any<unknown>) => Iterated<unknown>>()
  })
})

describe('a remote, as it is used', () => {
  interface Api {
    rows(query?: string): AsyncGenerator<Row>
    late(): Promise<ReadableStream<Row>>
    table(): Promise<{ readonly name: string; readonly rows: AsyncIterable<Row> }>
    free: any // oxlint-disable-line typescript/no-explicit-any
    loose(): Promise<any> // oxlint-disable-line typescript/no-explicit-any
    put(rows: ReadableStream<Row>): number
    readonly served: typeof served
  }
  const served = handler((_context, from: AsyncIterable<Row>): AsyncIterable<Row> => from)
  async function* rows(): AsyncGenerator<Row> {
    yield { id: 1 }
  }

  it('gives rows, and takes them', async () => {
    const calls: unknown[] = []
    const api = remote<Api>('Api', async (method, params) => {
      calls.push([method, params.length])
      return method === 'Api.table' ? { name: 't', rows: rows() } : method === 'Api.put' ? 1 : rows()
    })
    for await (const row of api.rows()) expectTypeOf(row).toEqualTypeOf<Row>()
    for await (const row of await api.rows('all')) expectTypeOf(row).toEqualTypeOf<Row>()
    for await (const row of api.late()) expectTypeOf(row).toEqualTypeOf<Row>()
    for await (const row of api.served(rows())) expectTypeOf(row).toEqualTypeOf<Row>()
    for await (const row of (await api.table()).rows) expectTypeOf(row).toEqualTypeOf<Row>()
    expectTypeOf(await api.put(rows())).toEqualTypeOf<number>()
    expectTypeOf(await api.put(new ReadableStream<Row>())).toEqualTypeOf<number>()
    expectTypeOf(api.free()).toEqualTypeOf<Promise<any>>() // oxlint-disable-line typescript/no-explicit-any
    expectTypeOf(api.loose()).toEqualTypeOf<Promise<any>>() // oxlint-disable-line typescript/no-explicit-any
    expect(calls).toHaveLength(9)
    expectTypeOf<AsyncGenerator<string>>().not.toExtend<Parameters<typeof api.put>[0]>()
    expectTypeOf<Row[]>().not.toExtend<Parameters<typeof api.put>[0]>()
  })
})
