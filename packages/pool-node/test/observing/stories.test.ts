import { expect, test } from 'vitest'
import { rejection } from '../dispatch/office.ts'
import type { StandIn } from '../dispatch/stand-in.ts'
import { Scene } from './scene.ts'

test('sent at once, and answered', async () => {
  using scene = new Scene()
  const provider = scene.provider('a')
  scene.provider('b', { paused: true })
  const call = scene.call()
  scene.wait(7)
  provider.answer('ok')
  await call
  expect(scene.story).toEqual(['0 picked a of 1 by leastLoaded', '0 sent a #1', '7 answered a #1'])
  const told = { method: 'A.x', call: 0, provider: 'a', name: undefined }
  expect(scene.watch.events).toEqual([
    { ...told, type: 'picked', at: 0, candidates: 1, by: 'leastLoaded' },
    { ...told, type: 'sent', at: 0, connection: 'c0', attempt: 1, hedge: false },
    { ...told, type: 'answered', at: 7, connection: 'c0', attempt: 1 },
  ])
})

test('with a key it is picked by it', async () => {
  using scene = new Scene()
  const both = [scene.provider('a'), scene.provider('b')]
  const call = scene.call({ affinity: 'k' })
  const one = both.find(({ open }) => open.length > 0) as StandIn
  one.answer('ok')
  await call
  expect(scene.story[0]).toBe(`0 picked ${one.connection.instance} of 2 by affinity`)
})

test('queued, then sent', async () => {
  using scene = new Scene()
  const other = scene.office.call('A.x')
  const call = scene.call()
  scene.wait(30)
  const provider = scene.provider('a')
  provider.answer('ok')
  scene.wait(5)
  provider.answer('ok')
  await Promise.all([other, call])
  expect(scene.story).toEqual(['0 queued 2', '30 sent a #1', '35 answered a #1'])
})

test('refused, then elsewhere', async () => {
  using scene = new Scene()
  const first = scene.provider('a')
  const call = scene.call()
  const second = scene.provider('b')
  scene.wait(3)
  first.next().onRefused('full')
  scene.wait(4)
  second.answer('ok')
  await call
  expect(scene.story).toEqual([
    '0 picked a of 1 by leastLoaded',
    '0 sent a #1',
    '3 refused a #1 full',
    '3 again, refused',
    '3 picked b of 1 by leastLoaded',
    '3 sent b #2',
    '7 answered b #2',
  ])
})

test('interrupted, sent again, answered by the second: what comes of the first is not told', async () => {
  using scene = new Scene()
  const first = scene.provider('a')
  const call = scene.call({ idempotent: true })
  const second = scene.provider('b')
  scene.wait(3)
  scene.office.interrupt(first)
  scene.wait(4)
  second.answer('ok')
  await call
  scene.office.lose(first, true)
  expect(scene.story).toEqual([
    '0 picked a of 1 by leastLoaded',
    '0 sent a #1',
    '3 interrupted a #1',
    '3 again, interrupted',
    '3 picked b of 1 by leastLoaded',
    '3 sent b #2',
    '7 answered b #2',
  ])
})

test('interrupted, and it comes back', async () => {
  using scene = new Scene()
  const provider = scene.provider('a')
  const call = scene.call()
  scene.office.interrupt(provider)
  scene.wait(9)
  scene.office.resume(provider)
  provider.answer('ok')
  await call
  expect(scene.story.slice(2)).toEqual(['0 interrupted a #1', '9 answered a #1'])
})

test('lost twice, before and after it arrived', async () => {
  using scene = new Scene()
  const call = scene.call({ idempotent: true })
  scene.office.lose(scene.provider('a'), false)
  scene.wait(2)
  scene.office.lose(scene.provider('b'), true)
  scene.wait(2)
  scene.provider('c').answer('ok')
  await call
  expect(scene.story).toEqual([
    '0 queued 1',
    '0 sent a #1',
    '0 lost a #1 not arrived',
    '0 again, lost',
    '0 queued 1',
    '2 sent b #2',
    '2 lost b #2 arrived',
    '2 again, lost',
    '2 queued 1',
    '4 sent c #3',
    '4 answered c #3',
  ])
})

test('lost, and that is its end: it may not run twice', async () => {
  using scene = new Scene()
  const provider = scene.provider('a')
  const call = scene.call()
  scene.office.lose(provider, true)
  const error = await rejection(call)
  expect(scene.story.slice(2)).toEqual(['0 lost a #1 arrived', '0 failed UNAVAILABLE unknown'])
  expect(scene.watch.events.at(-1)).toMatchObject({ message: error.message })
})

test('hedged: the first answer is the end, whoever answers', async () => {
  using scene = new Scene()
  const first = scene.provider('a')
  const call = scene.call({ idempotent: true, hedge: 50 })
  const second = scene.provider('b')
  scene.wait(50)
  scene.wait(10)
  second.answer('ok')
  await call
  first.next().onRefused('full')
  expect(scene.story.map((line) => line.replace(/^\d+ /, ''))).toEqual([
    'picked a of 1 by leastLoaded',
    'sent a #1',
    'picked b of 1 by leastLoaded',
    'sent b #2 hedge',
    'answered b #2',
  ])
  const [, , , hedge, answer] = scene.watch.events
  expect(hedge?.at).toBeGreaterThanOrEqual(50)
  expect(answer?.at).toBe(60)
})
