import { RpcError } from '@wsrpc/core'
import { deferred, type Deferred } from './deferred.ts'

/** What our side serves to Go: the same as Go serves to us (go/services.go), and what is odd. */
export class Backend {
  /** Calls of `hold` that wait. */
  readonly held: Deferred<void>[] = []
  #told: () => void = () => {}

  get(id: string): string {
    return `value of ${id}`
  }
  echo(value: unknown): unknown {
    return value
  }
  float(value: number): number {
    return value
  }
  record(value: unknown): unknown {
    return value
  }
  slice(value: unknown): unknown {
    return value
  }
  map(value: unknown): unknown {
    return value
  }
  add({ A, B }: { readonly A: number; readonly B: number }): object {
    return { Sum: A + B, Blob: new Uint8Array([1, 2, 255]) }
  }
  nothing(...params: unknown[]): void {
    void params
  }
  null(): null {
    return null
  }
  fail(message: string): never {
    throw new Error(message)
  }
  refuse(code: 'NOT_FOUND'): never {
    throw new RpcError(code, 'no such thing', { data: { lost: 'on the way' } })
  }
  nan(): number {
    return NaN
  }
  function(): unknown {
    return { inner: [() => 1] }
  }
  stream(): unknown {
    return (async function* () {
      yield 1
    })()
  }
  symbol(): unknown {
    return { toJSON: () => null }
  }
  reject(): Promise<never> {
    return Promise.reject(new Error(''))
  }
  /** Answers once the test lets it. */
  async hold(value: string): Promise<string> {
    const gate = deferred<void>()
    this.held.push(gate)
    this.#told()
    await gate.promise
    return value
  }

  /** Resolves when so many calls of `hold` have come. */
  async holding(count: number): Promise<void> {
    while (this.held.length < count) await new Promise<void>((resolve) => (this.#told = resolve))
  }
}
