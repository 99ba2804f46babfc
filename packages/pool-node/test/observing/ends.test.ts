import { expect, test } from 'vitest'
import { rejection } from '../dispatch/office.ts'
import { Scene } from './scene.ts'

test('failed by its deadline, while it waited and while it ran', async () => {
  using scene = new Scene()
  const waits = scene.call({ timeout: 20 })
  scene.wait(40)
  const error = await rejection(waits)
  const [queued, failed] = scene.watch.events
  expect(queued).toMatchObject({ type: 'queued', waiting: 1, at: 0 })
  // Never early, and at most 20 ms late.
  expect(failed?.at).toSatisfy((at: number) => at >= 20 && at <= 40)
  expect(failed).toEqual({
    type: 'failed',
    method: 'A.x',
    call: queued?.call,
    at: failed?.at,
    code: 'UNAVAILABLE',
    execution: 'not-started',
    message: error.message,
  })
  const provider = scene.provider('a')
  const runs = scene.call({ timeout: 20 })
  scene.wait(40)
  await rejection(runs)
  provider.answer('late')
  expect(scene.story.slice(2, 4)).toEqual(['0 picked a of 1 by leastLoaded', '0 sent a #1'])
  expect(scene.story.slice(4)).toEqual([expect.stringContaining('failed DEADLINE_EXCEEDED unknown')])
})

test('cancelled, while it waited and while it ran', async () => {
  using scene = new Scene()
  const abort = async (): Promise<void> => {
    const controller = new AbortController()
    const call = scene.call({ signal: controller.signal })
    scene.wait(5)
    controller.abort()
    await rejection(call)
  }
  await abort()
  const provider = scene.provider('a')
  await abort()
  provider.answer('late')
  expect(scene.story).toEqual([
    '0 queued 1',
    '5 failed CANCELLED not-started',
    '0 picked a of 1 by leastLoaded',
    '0 sent a #1',
    '5 failed CANCELLED unknown',
  ])
})

test('answered with an error: it failed with that', async () => {
  using scene = new Scene()
  const provider = scene.provider('a')
  const call = scene.call()
  provider.fail()
  await rejection(call)
  expect(scene.story.slice(2)).toEqual(['0 failed FAILED_PRECONDITION finished'])
})

test('refused by the pool itself, before it was ever placed', async () => {
  using scene = new Scene()
  scene.provider('a')
  const calls = [
    scene.call({ timeout: 0 }),
    scene.call({ signal: AbortSignal.abort() }),
    scene.office.call('A.y', [], { observe: scene.watch.observe }),
  ]
  scene.office.calls.closedFor = 'the pool is closed'
  calls.push(scene.call())
  await Promise.allSettled(calls)
  expect(scene.story).toEqual([
    '0 failed DEADLINE_EXCEEDED not-started',
    '0 failed CANCELLED not-started',
    '0 failed UNIMPLEMENTED not-started',
    '0 failed UNAVAILABLE not-started',
  ])
  const numbers = scene.watch.events.map(({ call }) => call)
  expect(new Set(numbers).size).toBe(4)
})

test('the queue was full', async () => {
  using scene = new Scene()
  const others = [1, 2, 3].map(() => scene.office.call('A.x'))
  await rejection(scene.call())
  expect(scene.story).toEqual(['0 failed RESOURCE_EXHAUSTED not-started'])
  const provider = scene.provider('a')
  for (const other of others) {
    provider.answer('ok')
    await other
  }
})

test('a notify ends when it was sent', async () => {
  using scene = new Scene()
  const { observe } = scene.watch
  const waits = scene.office.notify('A.x', [], { observe })
  scene.wait(5)
  scene.provider('a')
  await waits
  await scene.office.notify('A.x', [], { observe })
  await rejection(scene.office.notify('A.y', [], { observe }))
  expect(scene.story).toEqual([
    '0 queued 1',
    '5 sent a #1',
    '0 picked a of 1 by leastLoaded',
    '0 sent a #1',
    '0 failed UNIMPLEMENTED not-started',
  ])
})
