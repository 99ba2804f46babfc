// A pool that asks every provider that comes for the time, and serves the page `page.js` on the same port.
// `node pool.mjs <port>`; it ends with whoever started it.
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import { Pool } from '@wsrpc/pool-node'

const page = '<!doctype html><title>page</title><script type="module" src="/page.js"></script>'
/** No inline code and no `eval`: as strict as a page can be that must load one file. */
const policy = "default-src 'none'; script-src 'self'; connect-src 'self'"

const pages = {
  '/': ['text/html', () => page],
  '/page.js': ['text/javascript', () => readFileSync('page.js')],
}
const server = createServer(({ url }, response) => {
  const [type, read] = pages[url] ?? ['text/plain', () => '']
  response.setHeader('Content-Security-Policy', policy).setHeader('Content-Type', type).end(read())
})

const ask = async ({ name }) => {
  const time = await pool.call('Clock.now', [], { timeout: 10_000 }).catch((error) => error)
  console.log(`answer ${JSON.stringify({ name, isDate: time instanceof Date, time: String(time) })}`)
}
const pool = new Pool()
pool.bind('/clock', 'Clock')
pool.on('error', (error) => console.log(`error ${error.message}`))
pool.on('connect', (connection) => void ask(connection))
pool.attach(server)
process.stdin.resume().once('end', () => process.exit())

/** Whether a port is that of a pool like this one; or was, a moment ago. */
const isLikeThis = (port) =>
  fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.timeout(2000) })
    .then((response) => response.text())
    .then(
      (text) => text === page,
      ({ cause }) => cause?.code === 'ECONNREFUSED',
    )

/** A port that a document names may be in use by the same test of another run: then it is soon free. */
const listen = async (port, patience) => {
  try {
    await once(server.listen(port, '127.0.0.1'), 'listening')
  } catch (error) {
    if (error.code !== 'EADDRINUSE') throw error
    if (patience === 0 || !(await isLikeThis(port))) {
      console.log(`port ${port} is taken by another program: end that one, then run this again`)
      process.exit(1)
    }
    console.log(`waiting for ${port}`)
    await setTimeout(500)
    await listen(port, patience - 1)
  }
}
await listen(Number(process.argv[2]), 90)
console.log(`listening ${server.address().port}`)
