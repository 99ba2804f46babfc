// What stands for nothing is the user's code: when it fails, so does its call, and no more than that.

import type { RpcError } from '@wsrpc/core'
import { Pool } from '@wsrpc/pool-node'
import { Provider } from '@wsrpc/provider'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type GoRpcOptions, goGob, goJson } from '../src/index.ts'
import { failure, loopback } from './peer/stage.ts'

const backend = { get: (id: string) => `value of ${id}`, clear: () => {} }

function throwing(method: string): unknown {
  throw new TypeError(`a secret of ${method}`)
}

/** What the caller is told, and what the application that serves. */
interface Outcome {
  readonly error: RpcError
  readonly events: RpcError[]
  /** What the next call got. */
  readonly next: unknown
  /** How often its socket was lost. */
  readonly lost: number
}

interface Serving {
  on(event: 'error', listener: (error: Error) => void): unknown
}

interface Calling {
  call(method: string, params?: readonly unknown[]): Promise<unknown>
}

async function outcomeOf(
  caller: Calling,
  serving: Serving,
  whenLost: (listener: () => void) => unknown,
): Promise<Outcome> {
  let lost = 0
  whenLost(() => lost++)
  const events: RpcError[] = []
  serving.on('error', (error) => events.push(error as RpcError))
  const error = (await failure(caller.call('Backend.clear'))) as RpcError
  const next = await caller.call('Backend.get', ['x'])
  return { error, events, next, lost }
}

type Dialect = typeof goJson

/** A provider serves, and our pool calls it. */
async function byProvider(dialect: Dialect, options: GoRpcOptions): Promise<Outcome> {
  await using pool = new Pool()
  pool.bind('/', { services: ['Backend'], dialect: dialect() })
  const { url } = await pool.listen(loopback)
  await using provider = new Provider().register('Backend', backend)
  const connection = provider.connect(`${url}/`, { dialect: dialect(options) })
  return await outcomeOf(pool, connection, (listener) => connection.on('disconnected', listener))
}

/** A pool serves, and a caller of ours dials in. */
async function byPool(dialect: Dialect, options: GoRpcOptions): Promise<Outcome> {
  await using pool = new Pool()
  pool.bindIn('/', { Backend: backend }, { dialect: dialect(options) })
  const { url } = await pool.listen(loopback)
  await using provider = new Provider()
  const connection = provider.connect(`${url}/`, { dialect: dialect() })
  return await outcomeOf(connection, pool, (listener) => pool.on('disconnect', listener))
}

describe.each([
  ['goJson', goJson],
  ['goGob', goGob],
])('%s, when `nothing`', (_, dialect) => {
  test.each([
    ['a provider', byProvider],
    ['a pool', byPool],
  ])('throws, fails the call, tells %s why, and goes on', async (__, serve) => {
    const { error, events, next, lost } = await serve(dialect, { nothing: throwing })
    expect(error).toMatchObject({ code: 'INVALID_ARGUMENT', execution: 'finished' })
    expect(error.message).toContain("'nothing' threw for Backend.clear")
    expect(error.message).not.toContain('secret')
    expect(events).toMatchObject([{ cause: new TypeError('a secret of Backend.clear') }])
    expect(events[0]?.message).toContain("'nothing' threw for Backend.clear")
    expect([next, lost]).toEqual(['value of x', 0])
  })

  test.each<[string, NonNullable<GoRpcOptions['nothing']>]>([
    ['is async', async () => true],
    ['is async and fails', async (method) => throwing(method)],
    // oxlint-disable-next-line unicorn/no-thenable -- some libraries have promises of their own
    ['returns a promise of another kind', () => ({ then: (kept: (value: unknown) => void) => kept(true) })],
  ])('%s, says in the error of the call that it may not be', async (__, nothing) => {
    const unhandled: unknown[] = []
    const note = (reason: unknown): void => void unhandled.push(reason)
    process.on('unhandledRejection', note)
    onTestFinished(() => void process.off('unhandledRejection', note))
    const { error, events, next, lost } = await byProvider(dialect, { nothing })
    expect(error).toMatchObject({ code: 'INVALID_ARGUMENT', execution: 'finished' })
    expect(error.message).toContain("'nothing' returned a promise for Backend.clear, and may not be async")
    expect(error.message).not.toContain('secret')
    expect([next, lost, events, unhandled]).toEqual(['value of x', 0, [], []])
  })

  test('can not even be asked what it returned, fails the call', async () => {
    const odd = {
      // oxlint-disable-next-line unicorn/no-thenable -- it is what is tested
      get then(): unknown {
        throw new TypeError('a secret of then')
      },
    }
    const { error, events, next } = await byProvider(dialect, { nothing: () => odd })
    expect(error.message).toContain("'nothing' threw for Backend.clear")
    expect(events).toMatchObject([{ cause: new TypeError('a secret of then') }])
    expect(next).toBe('value of x')
  })

  test.each<[string, GoRpcOptions, string]>([
    ['is not there', {}, 'Backend.clear returned nothing'],
    ["returns what can't travel", { nothing: () => () => true }, "function can't travel"],
  ])('%s, tells nobody but the caller, who hears all', async (__, options, part) => {
    const { error, events } = await byProvider(dialect, options)
    expect(error.message).toContain(part)
    expect(events).toEqual([])
  })
})
