/** A pool in a process of its own: reads files through it when the test says so. */
import { createHash } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { Pool } from '@wsrpc/pool-node'
import type { Files } from '../../src/services.ts'
import type { FromPool, Order, SlowReading, WholeReading } from './messages.ts'
import { Meter } from './meter.ts'
import type { Producer, Progress } from './provider-process.ts'

/** Bytes per second of the slow reader, and how many it takes until it stops. */
const [rate, enough] = [1024 * 1024, 1024 * 1024]

/** Bytes that are read before anything is measured: code is compiled, buffers are made. */
const warmUp = 1024 * 1024

/** So many round trips are some time. */
const someTime = 100

const pool = new Pool().bind('/pool')
const files = pool.service<Files>('Files')
const producer = pool.service<Producer>('Producer')
const tell = (message: FromPool): void => void process.send?.(message)

async function read(path: string): Promise<WholeReading> {
  let warm = 0
  for await (const chunk of files.read(path)) if ((warm += chunk.length) >= warmUp) break
  await quiet()

  const meter = new Meter()
  const hash = createHash('sha256')
  const began = performance.now()
  for await (const chunk of files.read(path)) {
    hash.update(chunk)
    meter.count(chunk.length)
  }
  const seconds = (performance.now() - began) / 1000
  return { kind: 'read', sha256: hash.digest('hex'), seconds }
}

async function readSlowly(path: string): Promise<SlowReading> {
  const began = performance.now()
  const chunks = (await files.read(path))[Symbol.asyncIterator]()
  let [taken, mostAhead] = [0, 0]
  while (taken < enough) {
    const { value } = await chunks.next()
    if (value === undefined) throw new Error(`the file ends after ${taken} bytes`)
    taken += value.length
    mostAhead = Math.max(mostAhead, (await producer.progress()).bytes - taken)
    // The rate is what is asked for, so this waits for the time, and for nothing else.
    await setTimeout(Math.max(0, began + (taken / rate) * 1000 - performance.now()))
  }
  const seconds = (performance.now() - began) / 1000
  const { bytes: atOnce } = await quiet()
  for (let n = 0; n < someTime; n++) await producer.progress()
  const { bytes: later } = await producer.progress()
  await chunks.return?.()
  return { kind: 'readSlowly', taken, seconds, mostAhead, stopped: [atOnce, later] }
}

/**
 * Waits until nothing is on its way. What the reader grants is there before the question, and the items before the
 * answer: so once nothing is being read, and nothing was since the last question, nothing will be.
 */
async function quiet(): Promise<Progress> {
  let before = await producer.progress()
  while (true) {
    const now = await producer.progress()
    if (!now.reading && now.bytes === before.bytes) return now
    before = now
  }
}

process.on('message', ({ kind, path }: Order) => {
  // What fails ends the process, and the test sees why.
  void (kind === 'read' ? read(path) : readSlowly(path)).then(tell)
})
// With that nothing is left to do, and the process ends.
process.once('disconnect', () => void pool.close())
// Ctrl-C reaches all processes of a terminal: the test lets go of this one.
process.on('SIGINT', () => {})

const { url } = await pool.listen({ host: '127.0.0.1', port: 0 })
tell({ kind: 'listening', url: `${url}/pool` })
