// All of it can be left out by a bundler.
import { msgpack as _msgpack } from '@wsrpc/core'
import { peerPair as _peerPair } from '@wsrpc/core/testing'
import { Provider as _Provider } from '@wsrpc/provider'
