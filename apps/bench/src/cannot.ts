/** What a contender is left out of, and why: data, so that no row has to know a contender. */

/** What a row asks of a contender. */
export type Ability =
  | 'calls'
  | 'bytes'
  | 'streams'
  | 'rate'
  | 'cpu'
  | 'providers'
  | 'memory'
  | 'restart'
  | 'waiting'

const noStreams = 'has no streams in its calls'
const poolsOnly = 'is not asked: 10,000 connections are compared between the pool and the bare control'
const noQueue = 'has no queue for calls that come before anybody who could take them'

const everybodyElse = [
  'ceiling',
  'wsrpc-json',
  'wsrpc-jsonrpc',
  'socket.io',
  'rpc-websockets',
  'capnweb',
  'birpc',
  'trpc',
  'moleculer',
  'nats',
  'go',
]

function all(names: readonly string[], cause: string): Readonly<Record<string, string>> {
  return Object.fromEntries(names.map((name) => [name, cause]))
}

/** By ability and contender: why not. */
export const cannot: Readonly<Partial<Record<Ability, Readonly<Record<string, string>>>>> = {
  streams: {
    ...all(['wsrpc-jsonrpc', 'socket.io', 'rpc-websockets', 'birpc', 'nats', 'go'], noStreams),
    ceiling: 'is nothing but calls',
  },
  providers: all(everybodyElse, poolsOnly),
  memory: all(everybodyElse, poolsOnly),
  restart: all(everybodyElse, poolsOnly),
  waiting: {
    ...all(everybodyElse, noQueue),
    bare: noQueue,
    ...all(['wsrpc-json', 'wsrpc-jsonrpc'], 'waits in the same queue as wsrpc'),
  },
}

/** Why the contender is not in rows of this kind; `undefined`: it is. */
export function causeOf(ability: Ability, contender: string): string | undefined {
  return cannot[ability]?.[contender]
}
