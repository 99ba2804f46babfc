// A provider for that pool: it serves until it is asked to leave. Nothing of it may keep a program alive after that.
import { Provider, RpcError } from '@wsrpc/provider'
import { dialect } from './dialect.mjs'
import { url } from './url.mjs'

const provider = new Provider()
provider.register('Backend', {
  echo: (value) => value,
  beGreeted: (name) => connection.call('Backend.greet', [name]),
  fail: (id) => {
    throw new RpcError('PERMISSION_DENIED', `${id} is not yours`, { data: { id } })
  },
  stream: async function* () {
    yield 1
  },
  leave: () => leave(),
})
const connection = provider.connect(url, { dialect })

let leave
const asked = new Promise((resolve) => (leave = resolve))
void asked.then(() => provider[Symbol.asyncDispose]())
