import { execFileSync } from 'node:child_process'
import type { Contender } from './contender.ts'
import { goLacks, goProgram, goVersion } from './contenders/go/program.ts'
import { startBroker } from './contenders/nats/broker.ts'

/** Who is compared, in the order of the tables. The first is what all others are a multiple of. */
export const contenders: readonly Contender[] = [
  {
    name: 'bare',
    title: '`ws` and nothing else: one message a call',
    folder: 'bare',
    listens: 'caller',
    control: true,
    packages: ['ws'],
  },
  {
    name: 'ceiling',
    title: 'a batching RPC over `ws` with nothing else in it',
    folder: 'ceiling',
    listens: 'caller',
    control: true,
    packages: ['ws', '@msgpack/msgpack'],
  },
  {
    name: 'wsrpc',
    title: 'wsrpc as its README has it, which is with MessagePack',
    folder: 'wsrpc',
    listens: 'caller',
    packages: ['@wsrpc/pool-node', '@wsrpc/provider'],
  },
  {
    name: 'wsrpc-json',
    title: 'wsrpc with its JSON codec',
    folder: 'wsrpc',
    variant: 'json',
    listens: 'caller',
    packages: ['@wsrpc/pool-node', '@wsrpc/provider'],
  },
  {
    name: 'wsrpc-jsonrpc',
    title: 'wsrpc over JSON-RPC 2.0, one message a call',
    folder: 'wsrpc-jsonrpc',
    listens: 'caller',
    packages: ['@wsrpc/pool-node', '@wsrpc/provider', '@wsrpc/jsonrpc'],
  },
  {
    name: 'socket.io',
    title: 'socket.io, `emitWithAck`, WebSocket only',
    folder: 'socket.io',
    listens: 'caller',
    packages: ['socket.io', 'socket.io-client'],
  },
  {
    name: 'rpc-websockets',
    title: 'rpc-websockets (JSON-RPC 2.0)',
    folder: 'rpc-websockets',
    listens: 'callee',
    packages: ['rpc-websockets'],
  },
  {
    name: 'capnweb',
    title: "Cap'n Web over WebSocket",
    folder: 'capnweb',
    listens: 'callee',
    packages: ['capnweb'],
  },
  {
    name: 'birpc',
    title: 'birpc over `ws`, with JSON and without its timer a call',
    folder: 'birpc',
    listens: 'caller',
    packages: ['birpc', 'ws'],
  },
  {
    name: 'trpc',
    title: 'tRPC over `ws` (`wsLink`)',
    folder: 'trpc',
    listens: 'callee',
    packages: ['@trpc/server', '@trpc/client'],
  },
  {
    name: 'moleculer',
    title: 'moleculer over its TCP transporter, with CBOR',
    folder: 'moleculer',
    listens: 'callee',
    packages: ['moleculer', 'cbor-x'],
  },
  {
    name: 'nats',
    title: 'NATS request-reply, through a server in a process of its own',
    folder: 'nats',
    listens: 'callee',
    packages: ['@nats-io/transport-node'],
    lacks: () =>
      natsVersion() === undefined ? 'nats-server (Debian has a package of that name)' : undefined,
    version: () => natsVersion() ?? '',
    broker: startBroker,
  },
  {
    name: 'go',
    title: "Go's `net/rpc` with gob over WebSocket, Go at both ends",
    folder: 'go',
    listens: 'caller',
    packages: [],
    lacks: goLacks,
    version: goVersion,
    program: goProgram,
  },
]

function natsVersion(): string | undefined {
  try {
    return execFileSync('nats-server', ['--version'], { encoding: 'utf8' })
      .replace('nats-server: ', '')
      .trim()
  } catch {
    return undefined
  }
}
