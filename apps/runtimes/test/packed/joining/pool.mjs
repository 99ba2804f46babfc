// A pool in whatever dialect `dialect.mjs` exports. Of whoever joins it prints what its calls gave, then has it leave, and
// prints how it went: `node pool.mjs`. It ends with whoever started it.
import { Pool } from '@wsrpc/pool-node'
import { dialect } from './dialect.mjs'

/** What plain JSON can say, and one that is larger than what a socket takes in one write. */
const sent = [null, true, -1.5, 'aé€😀"\\\n', [], { a: { b: [null] } }, 'x'.repeat(100_000)]

async function* items() {
  yield 1
}

const pool = new Pool()
pool.bind('/backend', {
  services: ['Backend'],
  dialect,
  callbacks: { Backend: { greet: (name) => `hello ${name}` } },
  // Pages of this machine.
  origins: (origin) => origin.startsWith('http://127.0.0.1:'),
})

const call = (method, ...params) => pool.call(`Backend.${method}`, params, { timeout: 10_000 })
const failed = (method, ...params) =>
  call(method, ...params).then(
    (value) => ({ value }),
    ({ code, message, data, execution }) => ({ code, message, data, execution }),
  )

const ask = async () => {
  const answer = {
    sent,
    values: await Promise.all(sent.map((value) => call('echo', value))),
    greeting: await call('beGreeted', 'attic'),
    error: await failed('fail', 'object-1'),
    missing: await failed('missing'),
    streamed: await failed('echo', items()),
    streams: await failed('stream'),
  }
  console.log(`answer ${JSON.stringify(answer)}`)
  await call('leave')
}
pool.on('connect', () => void ask())
pool.on('disconnect', (_connection, { code }) => console.log(`gone ${code}`))
pool.on('error', (error) => console.log(`error ${error.message}`))
process.stdin.resume().once('end', () => process.exit())
const { url } = await pool.listen({ port: 0, host: '127.0.0.1' })
console.log(`listening ${url}/backend`)
