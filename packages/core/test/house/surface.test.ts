import { expect, it } from 'vitest'
import * as index from '../../src/index.ts'
import * as testing from '../../src/testing.ts'

it('the package exports these names: each is a promise to its users', () => {
  expect(Object.keys(index).sort()).toMatchInlineSnapshot(`
    [
      "Alarm",
      "BadFrame",
      "CallStreams",
      "Deadlines",
      "Gate",
      "Heartbeat",
      "IncomingCall",
      "Link",
      "MalformedError",
      "Peer",
      "ProtocolError",
      "Registry",
      "RpcError",
      "Server",
      "Speaker",
      "Timer",
      "ValueError",
      "WebSocketTransport",
      "allLimits",
      "cancelled",
      "checkCall",
      "checkServiceName",
      "closeCodes",
      "closeReason",
      "closeStreams",
      "commonVersion",
      "createClock",
      "deadlineExceeded",
      "deadlineOf",
      "defaultLimits",
      "defaultResumeWindow",
      "defaultTimeout",
      "describeError",
      "errorCodes",
      "handler",
      "handshakeTimeout",
      "hasStreams",
      "intercept",
      "isErrorCode",
      "isFatalClose",
      "isResumableClose",
      "isRpcError",
      "json",
      "maxBatchBytes",
      "maxConcurrency",
      "maxHandshakeBytes",
      "maxQueuedNotifies",
      "maxStatusBytes",
      "maxWireBytes",
      "metaOf",
      "msgpack",
      "peerStates",
      "protocolVersions",
      "remote",
      "smallestLimits",
      "withoutUndefined",
      "wsrpc",
    ]
  `)
})

it('its entry for tests exports these names', () => {
  expect(Object.keys(testing).sort()).toMatchInlineSnapshot(`
    [
      "ManualClock",
      "MemoryTransport",
      "peerPair",
    ]
  `)
})
