// A page that serves the pool that it came from.
import { Provider } from '@wsrpc/provider'

const provider = new Provider({ name: 'page' })
provider.register('Clock', { now: () => new Date() })
provider.connect(`ws://${location.host}/clock`)
