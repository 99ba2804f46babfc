import { produce, type Source } from '@wsrpc/contract-tests/provider/made'
import { handler, RpcError } from '@wsrpc/pool-node'

/** What providers may call at every pool of the tests. */
export class Desk {
  /** What was noted, in order. */
  readonly journal: string[] = []
  /** The streams that were asked for, in order. */
  readonly sources: Source[] = []
  readonly #held: (() => void)[] = []

  readonly services: Readonly<Record<string, object>> = {
    Desk: {
      echo: (value: unknown) => value,
      note: (text: string) => void this.journal.push(text),
      // An error without a code says no more than an id.
      fail: () => {
        throw new Error('a secret of the pool')
      },
      refuse: (data: unknown) => {
        throw new RpcError('FAILED_PRECONDITION', 'not today', { data })
      },
      // Answers when it is let go, or its signal fires.
      hold: handler(async (context, name: string) => {
        this.journal.push(`${name} runs`)
        context.signal.addEventListener('abort', () => this.journal.push(`${name} is given up`))
        await new Promise<void>((resolve) => this.#held.push(resolve))
        return name
      }),
      about: handler(({ method, identity, metadata, trace, idempotencyKey, timeLeft }) => {
        return { method, identity, metadata, trace, idempotencyKey, inTime: timeLeft < 31_000 }
      }),
      count: (count: number, size?: number) => {
        const source = { produced: 0, closed: false }
        this.sources.push(source)
        return produce(source, count, { size })
      },
      sum: async (numbers: AsyncIterable<number>) => {
        let sum = 0
        for await (const number of numbers) sum += number
        return sum
      },
      async *double(numbers: AsyncIterable<number>) {
        for await (const number of numbers) yield number * 2
      },
    },
  }

  /** Lets all that is held answer. */
  letGo(): void {
    for (const go of this.#held.splice(0)) go()
  }
}
