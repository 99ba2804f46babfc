export {
  errorCodes,
  isErrorCode,
  isRpcError,
  RpcError,
  type ErrorCode,
  type ErrorCodeInfo,
  type Execution,
  type RpcErrorOptions,
} from './errors.ts'
export {
  closeCodes,
  closeText,
  isFatalClose,
  isResumableClose,
  ProtocolError,
  type CloseInfo,
  type CloseName,
} from './close.ts'
export {
  allLimits,
  defaultLimits,
  defaultResumeWindow,
  maxBatchBytes,
  maxBufferedBytes,
  maxMethodLength,
  maxWireBytes,
  maxConcurrency,
  maxHandshakeBytes,
  handshakeTimeout,
  maxStatusBytes,
  smallestLimits,
  type Limits,
  type ValueLimits,
} from './limits.ts'
export type * from './message.ts'

export {
  BadFrame,
  MalformedError,
  ValueError,
  type Codec,
  type Frame,
  type FrameDecoder,
  type FrameEncoder,
  type Part,
  type Payload,
  type Refs,
} from './codec/codec.ts'
export { msgpack } from './codec/msgpack/msgpack.ts'
export { json } from './codec/json/json.ts'
export { utf8Length } from './codec/utf8-length.ts'
export { faultInJson } from './codec/json/plain/scan.ts'
export { elementsOf, membersOf } from './codec/json/plain/outline.ts'
export type { JsonForms } from './codec/json/plain/write.ts'

export type { Dialect, DialectHost, DialectSession, Turn } from './dialect/dialect.ts'
export { ForeignIds } from './dialect/plain/foreign-ids.ts'
export { jsonValues, type WriteJson } from './dialect/plain/json-values.ts'
export { plain, type PlainFeature, type PlainOptions } from './dialect/plain/plain.ts'
export { lackOf, unimplemented } from './dialect/plain/unimplemented.ts'
export { untravellable } from './dialect/plain/untravellable.ts'
export type { PlainMessage, PlainReader, PlainSide, PlainWire } from './dialect/plain/wire.ts'
export { wsrpc } from './dialect/wsrpc/wsrpc.ts'
export { commonVersion, protocolVersions } from './dialect/wsrpc/handshake.ts'

export { CallStreams } from './peer/call-streams.ts'
export { IncomingCall, type OutgoingCall } from './peer/calls.ts'
export { Deadlines, type Timed, type TimedBucket } from './peer/deadlines.ts'
export { Heartbeat, type HeartbeatOptions, type HeartbeatVerdict } from './peer/heartbeat.ts'
export { describeError, type DescribeError, shortened } from './peer/failures.ts'
export type { PeerCounters, PeerHost, PeerListener } from './peer/host.ts'
export type { IncomingStream, StreamSink } from './peer/incoming-stream.ts'
export type { OutgoingStream, StreamSource } from './peer/outgoing-stream.ts'
export { Peer } from './peer/peer.ts'
export { peerStates, type PeerState, type StateRow } from './peer/states.ts'

export { closeStreams, hasStreams } from './stream/close-streams.ts'
export type { RemoteStream } from './stream/remote-stream.ts'

export { Alarm } from './link/alarm.ts'
export { createClock, type Clock, type ClockPlatform, type TimerHandle } from './link/clock.ts'
export { Timer } from './link/timer.ts'
export type { Agreement, LinkEnd, LinkHost, LinkOptions } from './link/host.ts'
export { Link } from './link/link.ts'
export type { Transport, TransportEnd, TransportReceiver } from './link/transport.ts'
export { WsPlatform, WsTransport, type WsSocket, type WsStream } from './link/ws.ts'
export { closeReason, WebSocketTransport, type WebSocketLike } from './link/websocket.ts'

export {
  cancelled,
  checkCall,
  deadlineExceeded,
  deadlineOf,
  defaultTimeout,
  metaOf,
  type BaseCallOptions,
} from './service/call.ts'
export type { CallContext, ServedCall } from './service/context.ts'
export { Gate, maxQueuedNotifies } from './service/gate.ts'
export { handler, type Handler } from './service/handler.ts'
export { intercept, type Interceptor } from './service/interceptors.ts'
export { withoutUndefined } from './service/options.ts'
export { checkServiceName, Registry, type Method, type RegisterOptions } from './service/registry.ts'
export { Speaker } from './service/speaker.ts'
export { remote, type Received, type Remote, type RemoteResult, type Sent } from './service/remote.ts'
export { Server, type ServerOptions } from './service/serve.ts'
