import { RpcError } from '../../src/errors.ts'
import { type CallContext } from '../../src/service/context.ts'
import { handler } from '../../src/service/handler.ts'
import { bytes, digest, type Large } from './digest.ts'
import type { Script } from './script.ts'

type Items = AsyncIterable<unknown>

function* count(to: number): Generator<number> {
  for (let n = 0; n < to; n++) yield n
}

/** Without end. Large enough that a window holds few. */
function* endless(large: Large): Generator<unknown> {
  for (let n = 1; ; n++) yield large(16_000, n)
}

/** What both ends of the scenario offer. Each method is told the name of its call first. */
export function services(script: Script, large: Large): object {
  return {
    echo(name: string, value: unknown): unknown {
      script.ran(name)
      return value
    },
    async later(name: string, value: unknown): Promise<unknown> {
      script.ran(name)
      await script.opened(name)
      return value
    },
    /** Ends when its caller gives up. */
    hang: handler(async (context: CallContext, name: string) => {
      const { signal } = context
      script.ran(name)
      if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve))
      return `stopped: ${(signal.reason as RpcError).code}`
    }),
    fails(name: string): never {
      script.ran(name)
      throw new RpcError('ABORTED', 'as told', { data: { name } })
    },
    async breaks(name: string): Promise<never> {
      script.ran(name)
      await Promise.resolve()
      throw new RangeError('broke')
    },
    notice(name: string, value: unknown): void {
      script.ran(name, digest(value))
    },

    count(name: string, to: number): Items {
      script.ran(name)
      return script.source(name, count(to))
    },
    async sum(name: string, items: Items): Promise<number> {
      script.ran(name)
      let sum = 0
      for await (const item of items) sum += item as number
      return sum
    },
    async *twice(name: string, items: Items): AsyncGenerator<unknown> {
      script.ran(name)
      try {
        for await (const item of items) yield (item as number) * 2
      } finally {
        script.note(`source of ${name}`, 'closed')
      }
    },
    /** A stream of streams, with a plain value between. */
    nested(name: string): Items {
      script.ran(name)
      const inner = (n: number): Items => script.source(`${name} ${n}`, count(3))
      return script.source(name, [inner(0), 'between', { deep: [inner(1)] }])
    },
    failing(name: string): Items {
      script.ran(name)
      return script.source(name, count(2), new RangeError('in the middle'))
    },
    endless(name: string): Items {
      script.ran(name)
      return script.source(name, endless(large))
    },
    blobs(name: string, ...lengths: readonly number[]): Items {
      script.ran(name)
      return script.source(
        name,
        lengths.map((length, n) => bytes(length, n + 1)),
      )
    },
    /** Gives a few, then nothing: neither an item nor an end. By hand, since a generator could not be closed while it waits. */
    silent(name: string): Items {
      script.ran(name)
      script.running.add(name)
      let next = 0
      const close = (): Promise<IteratorResult<unknown>> => {
        script.running.delete(name)
        script.note(`source of ${name}`, 'broken off')
        return Promise.resolve({ done: true, value: undefined })
      }
      const give = (): Promise<IteratorResult<unknown>> =>
        next === 2 ? new Promise(() => {}) : Promise.resolve({ done: false, value: next++ })
      return { [Symbol.asyncIterator]: () => ({ next: give, return: close }) }
    },
    /** An item that fills the window: it is still being cut when nobody wants it any more. */
    heavy(name: string): Items {
      script.ran(name)
      return script.source(name, ['first', large(600_000), 'last'])
    },
    /** Two streams beside each other. */
    pair(name: string): unknown {
      script.ran(name)
      return {
        left: script.source(`${name} left`, count(3)),
        right: script.source(`${name} right`, count(4)),
      }
    },
    /** Takes a stream, and reads none of it. */
    ignore(name: string, _items: Items): string {
      script.ran(name)
      return 'ignored'
    },
    /** Reads one, then fails. */
    async picky(name: string, items: Items): Promise<never> {
      script.ran(name)
      for await (const item of items) throw new RpcError('OUT_OF_RANGE', `got ${String(item)}`)
      throw new Error('no items')
    },
  }
}
