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
import type { CallObserver } from './dispatch/trace.ts'
import type { EjectionOptions } from './protection/ejection-options.ts'
import type { Hedge } from './protection/hedge-delay.ts'
import type { RetryBudgetOptions } from './protection/retry-budget.ts'
import type { ConnectionInfo, Identity, Labels } from './roster/connection-info.ts'

/** Who may join. Given to the pool, they hold for all its paths; given to a path, for that one. */
export interface JoinOptions {
  /** Asked before the upgrade, with the HTTP request only: false answers 403. */
  readonly admit?: (request: IncomingMessage) => boolean | Promise<boolean>
  /**
   * Asked with the provider's HELLO, where its token is. Returns who it is, or false to turn it away for good (close
   * code 4401); an RpcError PERMISSION_DENIED that it throws turns away with 4403. In a dialect without a handshake
   * the HELLO says nothing but a fresh instance. Default: the client certificate, where one was verified, else nobody is
   * asked.
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
  /**
   * Most connections that are not through the handshake. Who comes then waits, 16 times as many at most and 30 s at most;
   * more are answered 503, with `Retry-After`.
   * @default 1024
   */
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
  /**
   * How messages travel; several in a list are chosen from by subprotocol. At most one of them, a foreign one, is spoken by
   * those who offer none.
   * @default wsrpc(msgpack(), json())
   */
  readonly dialect?: Dialect | readonly Dialect[]
  /**
   * Most calls at once of a provider that can't say how many it takes, since its dialect is a foreign one.
   * @default 1024
   */
  readonly concurrency?: number
  /** @default 'leastLoaded' */
  readonly balancer?: BalancerOption
  /**
   * The share of the calls that a provider gets, over 0, as against the others: asked at each STATUS, so that it can go
   * by labels. What it throws, and what is no such number, is told by the `error` event and counts as 1.
   * @default 1 for all
   */
  readonly weight?: (connection: ConnectionInfo) => number
  /** How calls wait for a provider. */
  readonly queue?: QueueOptions
  /**
   * When an idempotent call is sent to a second provider as well: after so many ms, or when it takes longer than that part
   * of the method's answers in the last minute, as 'p95'. The first answer counts, the other is cancelled. Calls that are
   * not `idempotent` are left as they are, and all are where `maxAttempts` is 1: a hedge is an attempt. false: never.
   * @default false
   */
  readonly hedge?: Hedge | false
  /** How many more sendings than calls there may be: hedges, and all re-sends after the first. */
  readonly retryBudget?: RetryBudgetOptions
  /** When a provider that fails gets no calls for a while; false: never. */
  readonly ejection?: EjectionOptions | false
  /** How long a new provider takes to come to its whole share, in ms. @default 0: it has it at once */
  readonly slowStart?: number
  /** Methods (`Service.method`) that may run twice, or true for all: they are sent again when a provider is lost. @default false */
  readonly idempotent?: boolean | readonly string[]
  /** Services of the pool's side that providers on this path may call. @default none */
  readonly callbacks?: Services
}

/** How the calls of a path wait for a provider. */
export interface QueueOptions {
  /**
   * Most calls that may wait; more fail with RESOURCE_EXHAUSTED. Of calls without a tenant, those with one count
   * `limit - tenantLimit` at most, or `tenantLimit` if that is more: they find room also when the others fill the queue.
   * @default 10000
   */
  readonly limit?: number
  /** Most calls of one tenant that may wait; less than half of `limit`, so that each finds room. @default 1000, or a tenth of `limit` if that is less */
  readonly tenantLimit?: number
  /**
   * The share of a tenant, over 0, when several wait; or a function that gives it.
   * @default 1 for all
   */
  readonly tenantWeights?: Readonly<Record<string, number>> | ((tenant: string) => number)
}

/** Options of a path that providers only call: what they offer does not count. */
export type BindInOptions = JoinOptions & Pick<BindOptions, 'dialect'>

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

/** Of a call to all providers. */
export interface CallAllOptions extends BaseCallOptions {
  /** This call may run twice: send it again when its provider is lost. @default what the path says */
  readonly idempotent?: boolean
  /**
   * The one that is meant: its name, or its instance. Both are what a provider says of itself, and another can say the
   * same: see `identity`.
   */
  readonly provider?: string
  /**
   * Only providers that proved to be this one: the id of what `authenticate` returned, or of the client certificate. No other
   * can claim it.
   */
  readonly identity?: string
  /** Only providers that have these labels, with these values. */
  readonly labels?: Labels
  /** Among calls that wait: higher goes first, among those of one tenant. @default 0 */
  readonly priority?: number
  /** Whose call it is. Those that wait take turns by tenant. @default nobody's */
  readonly tenant?: string
  /** Told what happens to the call, as it happens. */
  readonly observe?: CallObserver
}

export interface CallOptions extends CallAllOptions {
  /** Calls with the same key go to the same provider, as long as it can take them. */
  readonly affinity?: string
  /** Needs `idempotent`; see the option of the path. false: not this one. @default what the path says */
  readonly hedge?: Hedge | false
}
