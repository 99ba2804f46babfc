export { Pool } from './pool.ts'
export type { DisconnectReason, JudgedProvider, PoolEvents } from './pool-events.ts'
export type { BindingStats, MethodStats, PoolStats } from './pool-stats.ts'
export type {
  Address,
  BindInOptions,
  BindOptions,
  CallAllOptions,
  CallOptions,
  JoinOptions,
  ListenOptions,
  PoolCall,
  PoolOptions,
  QueueOptions,
  Services,
} from './options.ts'
export type { CertificateIdentity } from './accept/certificate.ts'
export type { Origins } from './accept/origin.ts'
export type { ConnectionInfo, Identity, Labels } from './roster/connection-info.ts'
export type { CallAllResult } from './dispatch/call-all.ts'
export type { Poison } from './dispatch/poison.ts'
export type { CallEvent, CallHappening, CallObserver } from './dispatch/trace.ts'
export type { Exclusion } from './explain/exclusion.ts'
export type {
  AffinityInfo,
  CandidateInfo,
  ExcludedInfo,
  Explanation,
  QueueInfo,
  RetriesInfo,
} from './explain/explanation.ts'
export type { EjectionOptions, SuccessRateOptions } from './protection/ejection-options.ts'
export type { EjectionReason } from './protection/ejection.ts'
export type { IsFault } from './protection/faults.ts'
export type { Hedge } from './protection/hedge-delay.ts'
export type { RetryBudgetOptions } from './protection/retry-budget.ts'
export type { Bucket, LatencyStats } from './stats/histogram.ts'
export type { CallStats, Failures } from './stats/tally.ts'
export type { Balancer, Candidate, PlacedCall } from './balancers/balancer.ts'
export type { BalancerOption } from './balancers/choose.ts'
export { affinity } from './balancers/affinity.ts'
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
