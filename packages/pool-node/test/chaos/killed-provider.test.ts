import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { Pool, type RpcError } from '../../src/index.ts'
import { expectNothingLeft } from '../support/leftovers.ts'
import { loopback, next } from '../support/pools.ts'

interface Work {
  readonly n: number
  readonly by: string
  readonly attempt: number
}

/** A provider process, and what it told. */
interface Child {
  readonly process: ChildProcess
  readonly name: string
  readonly started: Set<number>
  running: number
}

const total = 900
const program = fileURLToPath(new URL('./provider-process.ts', import.meta.url))

function start(url: string, name: string): Child {
  const child: Child = { process: fork(program, [url, name]), name, started: new Set(), running: 0 }
  child.process.on('message', (message: { started: number; running: number }) => {
    child.started.add(message.started)
    child.running = message.running
  })
  return child
}

async function threeProviders(pool: Pool, url: string): Promise<Child[]> {
  const names = ['one', 'two', 'three']
  const children = names.map((name) => start(`${url}/pool`, name))
  while (pool.connections.size < names.length) await next(pool, 'connect')
  // A first call to each: from then on all have told what they offer.
  const seen = new Set<string>()
  while (seen.size < names.length) seen.add(await pool.call<string>('Work.who'))
  return children
}

async function stop(children: readonly Child[]): Promise<void> {
  await Promise.all(
    children.map(async ({ process: child }) => {
      if (child.exitCode !== null || child.signalCode !== null) return
      const exited = next(child, 'exit')
      child.kill('SIGKILL')
      await exited
    }),
  )
}

/** Starts `total` calls that end when they are told to, waits until the victim runs at least 200 of them, and kills it. */
async function killInTheMiddle(pool: Pool, children: readonly Child[], idempotent: boolean) {
  const [victim, ...others] = children as [Child, ...Child[]]
  const settled = new Map<number, { at: number; result: PromiseSettledResult<Work> }>()
  const calls = Array.from({ length: total }, (_, n) =>
    pool.call<Work>('Work.run', [n], { idempotent }).then(
      (value) => void settled.set(n, { at: performance.now(), result: { status: 'fulfilled', value } }),
      (reason: unknown) =>
        void settled.set(n, { at: performance.now(), result: { status: 'rejected', reason } }),
    ),
  )
  expect(pool.stats().open).toBe(total)
  expect(pool.stats().inFlight).toBe(total)
  while (victim.running < 200) await next(victim.process, 'message')
  // What they tell comes on another way than their answers, so it has to be here before they may answer.
  for (const other of others) {
    const [connection] = [...pool.connections.values()].filter(({ name }) => name === other.name)
    while (other.started.size < Number(connection?.inFlight)) await next(other.process, 'message')
  }
  const gone = next(pool, 'disconnect')
  const killedAt = performance.now()
  victim.process.kill('SIGKILL')
  for (const { process: other } of others) other.send('go')
  await gone
  await Promise.all(calls)
  return { victim, settled, killedAt }
}

describe('a provider that is killed while at least 200 calls run on it', () => {
  expectNothingLeft()

  it(
    'idempotent calls all answer, those of the victim within 2 s, long before its window closes',
    { timeout: 30_000 },
    async () => {
      await using pool = new Pool()
      pool.bind('/pool')
      const { url } = await pool.listen(loopback)
      const children = await threeProviders(pool, url)
      try {
        const { victim, settled, killedAt } = await killInTheMiddle(pool, children, true)

        const answers = [...settled.values()].map(({ result, at }) => {
          if (result.status === 'rejected') throw result.reason as Error
          return { ...result.value, at }
        })
        expect(answers.map(({ n }) => n).sort((a, b) => a - b)).toEqual(
          Array.from({ length: total }, (_, n) => n),
        )
        const moved = answers.filter(({ attempt }) => attempt === 2)
        expect(moved.length).toBeGreaterThanOrEqual(200)
        for (const { by, at } of moved) {
          expect(by).not.toBe(victim.name)
          expect(at - killedAt).toBeLessThan(2000)
        }
        expect(answers.every(({ attempt }) => attempt <= 2)).toBe(true)
        // The pool still waits whether the victim comes back, and counts on its slots until then.
        expect(pool.stats()).toMatchObject({
          open: 0,
          waiting: 0,
          retries: moved.length,
          interrupted: 1,
          inFlight: moved.length,
        })
      } finally {
        await stop(children)
      }
    },
  )

  it('others answer or fail as unknown, none hangs, none runs twice', { timeout: 30_000 }, async () => {
    await using pool = new Pool({ resumeWindow: 1000 })
    pool.bind('/pool')
    const { url } = await pool.listen(loopback)
    const children = await threeProviders(pool, url)
    try {
      const { victim, settled } = await killInTheMiddle(pool, children, false)

      const failed: RpcError[] = []
      const answered = new Map<string, number>()
      for (const { result } of settled.values()) {
        if (result.status === 'rejected') failed.push(result.reason as RpcError)
        else answered.set(result.value.by, (answered.get(result.value.by) ?? 0) + 1)
      }
      for (const error of failed) expect(error).toMatchObject({ code: 'UNAVAILABLE', execution: 'unknown' })
      expect(failed.length).toBeGreaterThanOrEqual(200)
      // The numbers add up: every call is answered or failed, and what failed was on the victim.
      const sum = [...answered.values()].reduce((a, b) => a + b, 0)
      expect(sum + failed.length).toBe(total)
      expect(pool.stats()).toMatchObject({
        open: 0,
        inFlight: 0,
        retries: 0,
        failed: { UNAVAILABLE: { unknown: failed.length } },
      })
      const others = children.filter((child) => child !== victim)
      const ranElsewhere = others.flatMap((child) => [...child.started])
      expect(ranElsewhere.filter((n) => victim.started.has(n))).toEqual([])
      expect(ranElsewhere.length).toBe(total - failed.length - (answered.get(victim.name) ?? 0))
    } finally {
      await stop(children)
    }
  })
})
