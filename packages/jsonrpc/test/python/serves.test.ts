// The provider of docs/a-provider-in-python.md, as it stands there, in a process of Python.

import { isRpcError } from '@wsrpc/core'
import { describe, expect, test } from 'vitest'
import { orWhyNot, pythonIsMissing } from './python.ts'
import { failure, Stage } from './stage.ts'

describe.skipIf(pythonIsMissing)(`a provider in Python${orWhyNot}`, () => {
  test('joins the pool and serves', async () => {
    await using stage = await Stage.open()
    await using provider = await stage.join()
    expect(await stage.pool.call('Backend.get', ['object_id-1'])).toBe('value of object_id-1')
    expect(await stage.pool.call('Backend.get', ['é€😀'])).toBe('value of é€😀')
    expect(provider.text).toBe('')
  })

  test('fails with the code, message and data that its method raised', async () => {
    await using stage = await Stage.open()
    await using _ = await stage.join()
    const error = await failure(stage.pool.call('Backend.get', ["nobody's"]))
    expect(isRpcError(error)).toBe(true)
    expect(error).toMatchObject({
      code: 'NOT_FOUND',
      message: "no object nobody's",
      data: { id: "nobody's" },
      execution: 'finished',
    })
  })

  test('says of an exception its text, and goes on', async () => {
    await using stage = await Stage.open()
    await using provider = await stage.join()
    expect(await failure(stage.pool.call('Backend.get', []))).toMatchObject({
      code: 'UNKNOWN',
      message: expect.stringContaining("missing 1 required positional argument: 'id'") as string,
    })
    expect(await failure(stage.pool.call('Backend.wait', ['long']))).toMatchObject({ code: 'UNKNOWN' })
    expect(await stage.pool.call('Backend.get', ['next'])).toBe('value of next')
    expect(provider.text).toBe('')
  })

  test('has no method that it does not list', async () => {
    await using stage = await Stage.open()
    await using _ = await stage.join()
    for (const method of ['Backend.missing', 'Backend.__class__', 'Backend.answer']) {
      expect(await failure(stage.pool.call(method))).toMatchObject({
        code: 'UNIMPLEMENTED',
        execution: 'not-started',
      })
    }
  })

  test('answers a hundred calls at once, the quick ones while a slow one runs', async () => {
    await using stage = await Stage.open()
    await using _ = await stage.join()
    const given = new AbortController()
    const slow = failure(stage.pool.call('Backend.wait', [3600], { signal: given.signal }))
    const ids = Array.from({ length: 100 }, (__, n) => `id-${n}`)
    const answers = await Promise.all(ids.map((id) => stage.pool.call('Backend.get', [id])))
    expect(answers).toEqual(ids.map((id) => `value of ${id}`))
    given.abort()
    expect(await slow).toMatchObject({ code: 'CANCELLED' })
  })

  test('takes a notify, and answers nothing', async () => {
    await using stage = await Stage.open()
    await using provider = await stage.join()
    await stage.pool.notify('Backend.get', ['x'])
    expect(await stage.pool.call('Backend.get', ['y'])).toBe('value of y')
    expect([stage.pool.stats().ignored, provider.text]).toEqual([0, ''])
  })

  test('takes and gives a megabyte, and more', async () => {
    await using stage = await Stage.open()
    await using _ = await stage.join()
    const id = 'x'.repeat(3 * 2 ** 20)
    const answer = await stage.pool.call<string>('Backend.get', [id])
    expect([answer.length, answer.startsWith('value of xxx')]).toEqual([id.length + 9, true])
  })
})
