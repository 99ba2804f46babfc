/**
 * A provider in a process of its own, which dials two pools. On SIGTERM it finishes what runs, and exits. Started with
 * its name, the file of its journal, and the URLs.
 */
import { openSync, writeSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { Provider } from '@wsrpc/provider'
import { items } from './requests.ts'
import type { ProviderTold } from './told.ts'

const [name, file, ...urls] = process.argv.slice(2) as [string, string, ...string[]]
const tell = (told: Partial<ProviderTold>): void => void process.send?.(told)
const journal = openSync(file, 'a')
const holding = new Set<number>()
let running = 0
const goOn = new Promise<void>((resolve) => process.once('message', () => resolve()))

/** Gives the id so many times, each after the task. The journal has it first, whatever becomes of this process. */
async function* work(id: number, times: number, task: () => Promise<unknown>): AsyncGenerator<number> {
  writeSync(journal, `${id}\n`)
  running++
  for (let n = 0; n < times; n++) {
    await task()
    yield id
  }
  running--
}

async function once(id: number, task: () => Promise<unknown>): Promise<number> {
  for await (const item of work(id, 1, task)) void item
  return id
}

function held(id: number): Promise<void> {
  tell({ holding: [...holding.add(id)] })
  return goOn
}

const provider = new Provider({ name })
provider.register('Work', {
  fast: (id: number) => once(id, () => delay(1)),
  slow: (id: number) => once(id, () => delay(300)),
  stream: (id: number) => work(id, items, () => delay(20)),
  /** Until the parent says that it may go on. */
  hold: (id: number) => once(id, () => held(id)),
  holdStream: (id: number) => work(id, items, () => held(id)),
})
for (const url of urls) provider.connect(url, { backoff: { min: 5, max: 100 } }).on('error', () => {})

async function leave(): Promise<void> {
  tell({ underWay: running })
  await provider.drain()
  process.off('disconnect', orphaned)
  process.disconnect()
}

const orphaned = (): void => process.exit(1)
process.once('disconnect', orphaned)
// Nothing else says that it shall exit: it does when nothing is left.
process.once('SIGTERM', () => void leave())
