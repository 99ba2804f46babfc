// Cancelling, as docs/a-provider-in-python.md adds it to its provider.

import { describe, expect, test } from 'vitest'
import { connections } from '../support.ts'
import { alone, providerProgram } from './document.ts'
import { Program } from './program.ts'
import { orWhyNot, pythonHere, pythonIsMissing } from './python.ts'
import { failure, Stage } from './stage.ts'

/** What `Backend.wait` is, and the library uses: but it tells for how long it should have been when it is cancelled. */
const tellingSleep = `
import asyncio
sleep = asyncio.sleep
async def telling(seconds):
    try:
        await sleep(seconds)
    except asyncio.CancelledError:
        print(f"not {seconds} s", flush=True)
        raise
asyncio.sleep = telling
`

describe.skipIf(pythonIsMissing).each(alone('Cancelling'))(`cancelling, %s${orWhyNot}`, (_, added) => {
  test('ends a call that is given up, so that its slot is free', async () => {
    await using stage = await Stage.open({ concurrency: 1 })
    await using provider = await stage.join(added)
    const given = new AbortController()
    const slow = failure(stage.pool.call('Backend.wait', [3600], { signal: given.signal }))
    given.abort()
    expect(await slow).toMatchObject({ code: 'CANCELLED' })
    expect(await stage.pool.call('Backend.get', ['next'])).toBe('value of next')
    expect(provider.text).toBe('')
  })

  test('ends also a call that was given up before it began', async () => {
    await using stage = await Stage.open({ concurrency: 1 })
    await using provider = await stage.join(added)
    await stage.pool.call('Backend.get', ['x'])
    provider.freeze()
    const given = new AbortController()
    const slow = failure(stage.pool.call('Backend.wait', [3600], { signal: given.signal }))
    await new Promise((resolve) => setImmediate(resolve)) // it is written
    given.abort()
    expect(await slow).toMatchObject({ code: 'CANCELLED' })
    await new Promise((resolve) => setImmediate(resolve))
    provider.thaw()
    expect(await stage.pool.call('Backend.get', ['next'])).toBe('value of next')
    expect(provider.text).toBe('')
  })

  test('leaves all other calls alone', async () => {
    await using stage = await Stage.open()
    await using __ = await stage.join(added)
    const given = new AbortController()
    const slow = failure(stage.pool.call('Backend.wait', [3600], { signal: given.signal }))
    const other = stage.pool.call('Backend.wait', [0.2])
    given.abort()
    expect(await slow).toMatchObject({ code: 'CANCELLED' })
    expect(await other).toBe(null)
  })

  test('ends also those whose socket is lost', async () => {
    await using stage = await Stage.open()
    const program = `${tellingSleep}\n${providerProgram(added)}`
    await using provider = new Program(pythonHere(), ['-c', program, stage.url])
    await connections(stage.pool, 1)
    const running = failure(stage.pool.call('Backend.wait', [3600]))
    await stage.pool.call('Backend.get', ['x'])
    stage.cut()
    expect(await running).toMatchObject({ execution: 'unknown' })
    await provider.wrote('not 3600 s')
  })

  test('does no harm to a call that is answered', async () => {
    await using stage = await Stage.open()
    await using provider = await stage.join(added)
    const given = Array.from({ length: 20 }, () => new AbortController())
    const calls = given.map(({ signal }) => failure(stage.pool.call('Backend.get', ['x'], { signal })))
    for (const controller of given) controller.abort()
    await Promise.all(calls)
    expect(await stage.pool.call('Backend.get', ['next'])).toBe('value of next')
    expect(provider.text).toBe('')
  })
})

describe.skipIf(pythonIsMissing)(`without cancelling${orWhyNot}`, () => {
  test('a call that is given up ends when its method does, and does no harm', async () => {
    await using stage = await Stage.open({ concurrency: 1 })
    await using provider = await stage.join()
    const given = new AbortController()
    const slow = failure(stage.pool.call('Backend.wait', [0.2], { signal: given.signal }))
    given.abort()
    expect(await slow).toMatchObject({ code: 'CANCELLED' })
    expect(await stage.pool.call('Backend.get', ['next'])).toBe('value of next')
    expect(provider.text).toBe('')
  })
})
