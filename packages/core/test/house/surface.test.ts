import { expect, it } from 'vitest'
import * as index from '../../src/index.ts'
import * as testing from '../../src/testing.ts'

it('the package exports these names: each is a promise to its users', () => {
  expect(Object.keys(index).sort()).toMatchInlineSnapshot(`
    [
      "Alarm",
      "BadFrame",
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
      "cancelled",
      "checkCall",
      "checkServiceName",
      "closeCodes",
      "closeReason",
      "commonVersion",
      "createClock",
      "deadlineExceeded",
      "deadlineOf",
      "defaultLimits",
      "defaultTimeout",
      "describeError",
      "errorCodes",
      "handler",
      "handshakeTimeout",
      "intercept",
      "isErrorCode",
      "isFatalClose",
      "isRpcError",
      "json",
      "maxBatchBytes",
      "maxConcurrency",
      "maxHandshakeBytes",
      "maxQueuedNotifies",
      "maxStatusBytes",
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
