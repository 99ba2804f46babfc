export { Provider, type ProviderChanges } from './provider.ts'
export { Connection, type ConnectionChanges, type DrainOptions } from './connection.ts'
export type { ConnectionEvents } from './events.ts'
export type { ConnectionState } from './lifecycle.ts'
export type { BackoffOptions } from './backoff.ts'
export type { CallOptions, OutgoingContext } from './calls/caller.ts'
export type {
  Ask,
  ConnectOptions,
  ProviderInterceptors,
  ProviderOptions,
  Runtime,
  UrlSource,
} from './options.ts'
export type {
  Dial,
  DialFailure,
  Dialling,
  DialOutcome,
  DialRequest,
  Pem,
  TlsOptions,
  WebSocketSource,
} from './dial/dial.ts'

export {
  defaultLimits,
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
  type Handler,
  type HeartbeatOptions,
  type Interceptor,
  type LabelValue,
  type Limits,
  type RegisterOptions,
  type Remote,
  type RemoteStream,
  type RpcErrorOptions,
  type ServedCall,
  type Transport,
  type WebSocketLike,
} from '@wsrpc/core'
