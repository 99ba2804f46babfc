// A central system for two stations: `node central-system.mts 8080`.
import { Pool } from '@wsrpc/pool-node'
import { ocpp } from './ocpp.ts'

const pool = new Pool()

// One is called, and calls back over its own socket.
pool.bind('/ocpp/garage', {
  services: ['Garage'],
  dialect: ocpp('Garage'),
  concurrency: 1, // one call at a time (section 4.1.1)
  callbacks: {
    Garage: { BootNotification: () => ({ status: 'Accepted', currentTime: new Date(), interval: 300 }) },
  },
})

// The other one only calls.
pool.bindIn(
  '/ocpp/meter',
  { Meter: { MeterValues: (values: object) => console.log('metered', values) } },
  { dialect: ocpp('Meter') },
)

const { url } = await pool.listen({ host: '127.0.0.1', port: Number(process.argv[2] ?? 8080) })
console.log(`listening on ${url}`)

async function say(method: string, payload: unknown): Promise<void> {
  await pool.call(method, [payload]).then(
    (value) => console.log(method, value),
    ({ code, message }) => console.log(method, code, message),
  )
}

async function* readings() {
  yield 1
}

await say('Garage.Reset', { type: 'Soft' })
await say('Garage.Explode', {})
await say('Garage.DataTransfer', readings()) // UNIMPLEMENTED the dialect ocpp has no streams
