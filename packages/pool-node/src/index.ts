export { Pool, type DisconnectReason, type PoolEvents } from './pool.ts'
export type {
  Address,
  BindInOptions,
  BindOptions,
  CallOptions,
  JoinOptions,
  ListenOptions,
  PoolCall,
  PoolOptions,
  Services,
} from './options.ts'
export type { CertificateIdentity } from './accept/certificate.ts'
export type { Origins } from './accept/origin.ts'
export type { ConnectionInfo, Identity } from './roster/connection-info.ts'
export type { BindingStats, PoolStats } from './stats.ts'
export type { Balancer, Candidate } from './balancers/balancer.ts'
export type { BalancerOption } from './balancers/choose.ts'
export { leastLoaded } from './balancers/least-loaded.ts'
export { random } from './balancers/random.ts'
export { roundRobin } from './balancers/round-robin.ts'

export {
  handler,
  isRpcError,
  json,
  msgpack,
  RpcError,
  wsrpc,
  type CallContext,
  type Codec,
  type Dialect,
  type ErrorCode,
  type Execution,
  type HelloMessage,
  type Interceptor,
  type Limits,
  type Remote,
  type RemoteStream,
} from '@wsrpc/core'
