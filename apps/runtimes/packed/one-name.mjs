// All but this name can be left out by a bundler.
import { RpcError } from '@wsrpc/core'

console.log(RpcError.name)
