/** What the providers' processes have in common: where to dial, and when to end. */

import { type Connection, Provider } from '@wsrpc/provider'

/** What the demo hands to a provider's process. In the environment, since anybody may read a command line. */
export interface Invitation {
  readonly url: string
  readonly token: string
  readonly name: string
  /** Which folder `Files` serves. @default this repository */
  readonly folder?: string
}

/** What the demo may ask of a provider's process later: by IPC, since not every system has signals. */
export type Order = 'pause' | 'resume' | 'drain'

/** What it runs on, for people: `node 24`. */
const runtime = `node ${process.versions.node.split('.')[0]}`

/** Longest wait for a farewell to the pool, in ms. */
const farewell = 2000

/** Ends the process when it was started by hand. */
export function readInvitation(env: NodeJS.ProcessEnv): Invitation {
  const { WSRPC_DEMO_URL: url, WSRPC_DEMO_TOKEN: token, WSRPC_DEMO_NAME: name } = env
  const { WSRPC_DEMO_FOLDER: folder } = env
  if (url === undefined || token === undefined || name === undefined) {
    console.error('This is a provider of the demo, which starts it by itself: npm run demo')
    process.exit(1)
  }
  return { url, token, name, ...(folder === undefined ? {} : { folder }) }
}

/** Offers a service, dials the pool, and serves until the process that started this one lets go of it. */
export function dialIn(
  { url, token, name }: Invitation,
  service: string,
  concurrency: number,
  methods: (connection: () => Connection) => object,
): void {
  const provider = new Provider({ name, concurrency, labels: { runtime } })
  // Methods run when the connection stands, so it is there by then.
  provider.register(
    service,
    methods(() => connection),
  )
  const connection = provider.connect(url, { token })
  connection.on('closed', ({ reason }) => leave(`closed: ${reason}`, 1))
  connection.on('error', (error) => console.error(error.message))

  let leaving = false
  const leave = (why: string, code: number): void => {
    if (leaving) return
    leaving = true
    if (code !== 0) console.error(why)
    setTimeout(() => process.exit(code), farewell).unref()
    void connection.close().finally(() => process.exit(code))
  }
  // The demo has ended, well or not: no process stays behind.
  process.once('disconnect', () => leave('the demo has ended', 0))
  if (!process.connected) leave('the demo has ended', 0)
  // As any provider should: what runs is finished, what would come next goes elsewhere, and then it ends.
  const drain = (): void => {
    leaving = true
    void provider.drain().finally(() => process.exit(0))
  }
  process.once('SIGTERM', drain)
  const orders: Readonly<Record<Order, () => void>> = {
    pause: () => connection.update({ paused: true }),
    resume: () => connection.update({ paused: false }),
    drain,
  }
  process.on('message', (order: Order) => orders[order]())
  // Ctrl-C reaches every process of the terminal. The demo tidies up: it lets go of us.
  process.on('SIGINT', () => {})
}
