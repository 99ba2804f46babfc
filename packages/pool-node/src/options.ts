import type { IncomingMessage } from 'node:http'
import type { TlsOptions } from 'node:tls'
import {
  type BaseCallOptions,
  type Clock,
  type Dialect,
  type HelloMessage,
  type Interceptor,
  type Limits,
  type ServedCall,
} from '@wsrpc/core'
import type { Origins } from './accept/origin.ts'
import type { BalancerOption } from './balancers/choose.ts'
import type { Identity } from './roster/connection-info.ts'

/** Who may join. Given to the pool, they hold for all its paths; given to a path, for that one. */
export interface JoinOptions {
  /** Asked before the upgrade, with the HTTP request only: false answers 403. */
  readonly admit?: (request: IncomingMessage) => boolean | Promise<boolean>
  /**
   * Asked with the provider's HELLO, where its token is. Returns who it is, or false to turn it away for good (close
   * code 4401); an RpcError PERMISSION_DENIED that it throws turns away with 4403. Default: the client
   * certificate, where one was verified, else nobody is asked.
   */
  readonly authenticate?: (
    request: IncomingMessage,
    hello: HelloMessage,
  ) => Identity | false | undefined | Promise<Identity | false | undefined>
  /** Which browser pages may connect, besides those of the pool's own host. Clients that send no Origin are not browsers. */
  readonly origins?: Origins
  /** Host names that the pool answers to, for browsers. @default on loopback localhost, 127.0.0.1, [::1]; else any. */
  readonly hosts?: readonly string[]
}

/** Objects whose methods providers may call, by service name. */
export type Services = Readonly<Record<string, object>>

export interface PoolOptions extends JoinOptions {
  /** Most attempts of a call that may have run. @default 3 */
  readonly maxAttempts?: number
  /** How silent connections are found. @default interval 15000 ms, misses 2; interval 0 switches it off. */
  readonly heartbeat?: { readonly interval?: number; readonly misses?: number }
  /**
   * For how long a connection whose socket was lost may come back and go on, in ms: calls that are open wait so long for
   * their verdict. 0 switches it off.
   * @default 15000
   */
  readonly resumeWindow?: number
  /** What this side takes; announced to providers. See `defaultLimits`. */
  readonly limits?: Partial<Limits>
  /** Most connections that are not through the handshake; more are answered 503. @default 1024 */
  readonly maxHandshakes?: number
  /** Let providers see what the pool's own methods throw. @default false: INTERNAL and an id, which the `error` event has too. */
  readonly exposeErrors?: boolean
  /** Steps around every outgoing call and around every method that providers call. */
  readonly interceptors?: {
    readonly calls?: readonly Interceptor<PoolCall>[]
    readonly handlers?: readonly Interceptor<ServedCall>[]
  }
  /** For tests: time and chance. */
  readonly runtime?: { readonly clock?: Clock; readonly random?: () => number }
}

/** What an interceptor of outgoing calls sees, and may replace. */
export interface PoolCall {
  readonly kind: 'call' | 'notify'
  readonly method: string
  params: readonly unknown[]
  options: CallOptions | undefined
}

export interface BindOptions extends JoinOptions {
  /** The services whose providers come in here. @default none: the default path, for all services that no other path names. */
  readonly services?: readonly string[]
  /** How messages travel. @default wsrpc(msgpack(), json()) */
  readonly dialect?: Dialect
  /** @default 'leastLoaded' */
  readonly balancer?: BalancerOption
  /** Most calls that may wait for a provider; more fail with RESOURCE_EXHAUSTED. @default { limit: 10000 } */
  readonly queue?: { readonly limit?: number }
  /** Methods (`Service.method`) that may run twice, or true for all: they are sent again when a provider is lost. @default false */
  readonly idempotent?: boolean | readonly string[]
  /** Services of the pool's side that providers on this path may call. @default none */
  readonly callbacks?: Services
}

/** Options of a path that providers only call: what they offer does not count. */
export type BindInOptions = Omit<BindOptions, 'services' | 'callbacks' | 'balancer' | 'queue' | 'idempotent'>

export interface ListenOptions {
  /** 0: any free one. */
  readonly port?: number
  /** @default all addresses of this machine. '127.0.0.1' for this machine only. */
  readonly host?: string
  /** As in node:tls: cert, key; for client certificates ca and requestCert. */
  readonly tls?: TlsOptions
}

/** Where a pool listens. */
export interface Address {
  readonly port: number
  readonly host: string
  /** For a provider on this machine, without the path: `ws://127.0.0.1:8080`. */
  readonly url: string
}

export interface CallOptions extends BaseCallOptions {
  /** This call may run twice: send it again when its provider is lost. @default what the path says */
  readonly idempotent?: boolean
}
