import { describe, expect, it, vi } from 'vitest'
import type { CallContext } from '../../src/service/context.ts'
import { handler } from '../../src/service/handler.ts'
import type { Method } from '../../src/service/registry.ts'
import { deferred, nothingLeft, Serving } from './serving.ts'

/** A method that waits, and hands out its context. */
function waiting(options?: ConstructorParameters<typeof Serving>[1]) {
  const contexts: CallContext[] = []
  const end = deferred()
  const serving = new Serving(
    { wait: handler((context) => (contexts.push(context), end.promise)), plain: () => end.promise },
    options,
  )
  return {
    serving,
    end,
    context: (): CallContext => contexts.at(-1) as CallContext,
  }
}

async function finish({ serving, end }: ReturnType<typeof waiting>): Promise<void> {
  end.resolve(1)
  await serving.settled()
  expect(serving.leftovers).toEqual(nothingLeft)
}

describe('the context of a call', () => {
  it.each([
    { what: 'a method that wants it', name: 'S.wait', interceptors: [], made: true },
    { what: 'a method that does not', name: 'S.plain', interceptors: [], made: false },
    {
      what: 'a method that does not, inside an interceptor',
      name: 'S.plain',
      interceptors: [(_context: unknown, next: () => unknown) => next()],
      made: true,
    },
  ])('is made for those who look at it: $what', async ({ name, interceptors, made }) => {
    const scene = waiting({ interceptors })
    const run = vi.spyOn(scene.serving.registry.find(name) as Method, 'run')
    scene.serving.send(name, [7])
    scene.serving.notify(name, 8)
    expect(run.mock.calls.map(([params]) => params)).toEqual([[7], [8]])
    expect(run.mock.calls.map(([, context]) => context !== undefined)).toEqual([made, made])
    await finish(scene)
  })

  it('has what travelled with the call, and who calls', async () => {
    const scene = waiting({ identity: 'ann' })
    const trace = { traceparent: 'p', tracestate: 's' }
    const meta = { attempt: 3, idempotencyKey: 'k', metadata: { a: 1 }, trace }
    scene.serving.send('S.wait', [], Infinity, meta)
    expect(scene.context()).toMatchObject({ method: 'S.wait', identity: 'ann', ...meta })
    await finish(scene)
  })

  it('has defaults for what did not', async () => {
    const scene = waiting()
    scene.serving.send('S.wait')
    const { attempt, idempotencyKey, metadata, trace, identity, timeLeft } = scene.context()
    expect([attempt, idempotencyKey, trace, identity, timeLeft]).toEqual([
      1,
      undefined,
      undefined,
      undefined,
      Infinity,
    ])
    expect(Object.isFrozen(metadata)).toBe(true)
    await finish(scene)
  })

  it('has the time left, which passes and stops at 0', async () => {
    const scene = waiting()
    scene.serving.send('S.wait', [], 1500)
    const context = scene.context()
    const seen = [context.timeLeft]
    scene.serving.clock.advance(200)
    seen.push(context.timeLeft)
    scene.serving.clock.advance(1000)
    seen.push(context.timeLeft)
    expect(seen).toEqual([500, 300, 0])
    await finish(scene)
  })
})

describe('the signal of a call', () => {
  it('costs nothing until it is asked for', async () => {
    const scene = waiting()
    const made = vi.spyOn(globalThis, 'AbortController')
    try {
      scene.serving.send('S.wait', [], 1500)
      scene.serving.send('S.plain', [], 1500)
      expect([scene.serving.alarm.size, scene.serving.clock.timers, made.mock.calls.length]).toEqual([
        0, 0, 0,
      ])
      const { signal } = scene.context()
      expect(scene.context().signal).toBe(signal)
      expect([scene.serving.alarm.size, made.mock.calls.length]).toEqual([1, 1])
    } finally {
      made.mockRestore()
    }
    await finish(scene)
  })

  it('fires when the caller cancels', async () => {
    const scene = waiting()
    const call = scene.serving.send('S.wait')
    const { signal } = scene.context()
    const reasons: unknown[] = []
    signal.addEventListener('abort', () => reasons.push(signal.reason))
    scene.serving.cancel(call)
    expect(reasons).toMatchObject([{ code: 'CANCELLED' }])
    await finish(scene)
  })

  it('fires when the deadline passes, and not before', async () => {
    const scene = waiting()
    scene.serving.send('S.wait', [], 1500)
    const { signal } = scene.context()
    scene.serving.clock.advance(499)
    expect(signal.aborted).toBe(false)
    scene.serving.clock.advance(20)
    expect(signal.reason).toMatchObject({ code: 'DEADLINE_EXCEEDED' })
    await finish(scene)
  })

  it('fires when the connection is lost for good', async () => {
    const scene = waiting()
    scene.serving.send('S.wait')
    const { signal } = scene.context()
    scene.serving.callee.close()
    scene.serving.caller.close()
    expect(signal.reason).toMatchObject({ code: 'UNAVAILABLE' })
    await finish(scene)
  })

  it('that is asked for too late has fired', async () => {
    const scene = waiting()
    const cancelled = scene.serving.send('S.wait')
    scene.serving.cancel(cancelled)
    expect(scene.context().signal.reason).toMatchObject({ code: 'CANCELLED' })
    scene.serving.send('S.wait', [], 1100)
    scene.serving.clock.advance(100)
    expect(scene.context().signal.reason).toMatchObject({ code: 'DEADLINE_EXCEEDED' })
    await finish(scene)
  })

  it('keeps its first reason', async () => {
    const scene = waiting()
    const call = scene.serving.send('S.wait', [], 1100)
    const { signal } = scene.context()
    scene.serving.clock.advance(200)
    scene.serving.cancel(call)
    expect(signal.reason).toMatchObject({ code: 'DEADLINE_EXCEEDED' })
    await finish(scene)
  })

  it('fires no more once the method has settled, and leaves nothing in the alarm', async () => {
    const scene = waiting()
    scene.serving.send('S.wait', [], 1500)
    const { signal } = scene.context()
    await finish(scene)
    scene.serving.clock.advance(1000)
    scene.serving.callee.close()
    expect(signal.aborted).toBe(false)
  })

  it('that is asked for after the method has settled waits for nothing', async () => {
    const scene = waiting()
    scene.serving.send('S.wait', [], 1500)
    const context = scene.context()
    await finish(scene)
    const { signal } = context
    expect(scene.serving.leftovers).toEqual(nothingLeft)
    scene.serving.clock.advance(1000)
    expect(signal.aborted).toBe(false)
  })
})
