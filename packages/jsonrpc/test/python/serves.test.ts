// The provider of docs/a-provider-in-python.md in a process of Python: as it stands there, and with all that is added to it.

import { describe, expect, test } from 'vitest'
import { providerProgram, providers } from './document.ts'
import { Program } from './program.ts'
import { orWhyNot, pythonHere, pythonIsMissing } from './python.ts'
import { failure, Stage } from './stage.ts'

describe.skipIf(pythonIsMissing).each(providers)(`%s${orWhyNot}`, (_, added) => {
  test('joins the pool and serves', async () => {
    await using stage = await Stage.open()
    await using provider = await stage.join(added)
    expect(await stage.pool.call('Backend.get', ['object_id-1'])).toBe('value of object_id-1')
    expect(await stage.pool.call('Backend.get', ['é€😀'])).toBe('value of é€😀')
    expect(provider.text).toBe('')
  })

  test('says of an exception its text, and goes on', async () => {
    await using stage = await Stage.open()
    await using provider = await stage.join(added)
    expect(await failure(stage.pool.call('Backend.get', []))).toMatchObject({
      code: 'UNKNOWN',
      message: expect.stringContaining("missing 1 required positional argument: 'id'") as string,
    })
    expect(await failure(stage.pool.call('Backend.wait', ['long']))).toMatchObject({ code: 'UNKNOWN' })
    expect(await failure(stage.pool.call('Backend.get', ["nobody's"]))).toMatchObject({
      message: "no object nobody's",
      execution: 'finished',
    })
    expect(await stage.pool.call('Backend.get', ['next'])).toBe('value of next')
    expect(provider.text).toBe('')
  })

  test.each(['{id}', 'float("nan")'])('says so of a result that is no JSON, as %s', async (result) => {
    await using stage = await Stage.open()
    const program = providerProgram(added)
    expect(program).toContain('return f"value of {id}"')
    const odd = program.replace('return f"value of {id}"', `return ${result} if id == "odd" else id`)
    await using provider = new Program(pythonHere(), ['-c', odd, stage.url])
    expect(await failure(stage.pool.call('Backend.get', ['odd']))).toMatchObject({
      code: 'UNKNOWN',
      message: expect.stringMatching(/JSON/) as string,
    })
    expect(await stage.pool.call('Backend.get', ['next'])).toBe('next')
    expect(provider.text).toBe('')
  })

  test('has no method that it does not list', async () => {
    await using stage = await Stage.open()
    await using __ = await stage.join(added)
    for (const method of ['Backend.missing', 'Backend.__class__', 'Backend.answer']) {
      expect(await failure(stage.pool.call(method))).toMatchObject({
        code: 'UNIMPLEMENTED',
        execution: 'not-started',
      })
    }
  })

  test('answers a hundred calls at once, the quick ones while a slow one runs', async () => {
    await using stage = await Stage.open()
    await using __ = await stage.join(added)
    const given = new AbortController()
    const slow = failure(stage.pool.call('Backend.wait', [3600], { signal: given.signal }))
    const ids = Array.from({ length: 100 }, (___, n) => `id-${n}`)
    const answers = await Promise.all(ids.map((id) => stage.pool.call('Backend.get', [id])))
    expect(answers).toEqual(ids.map((id) => `value of ${id}`))
    given.abort()
    expect(await slow).toMatchObject({ code: 'CANCELLED' })
  })

  test('takes a notify, and answers nothing', async () => {
    await using stage = await Stage.open()
    await using provider = await stage.join(added)
    await stage.pool.notify('Backend.get', ['x'])
    expect(await stage.pool.call('Backend.get', ['y'])).toBe('value of y')
    expect([stage.pool.stats().ignored, provider.text]).toEqual([0, ''])
  })

  test('takes and gives a megabyte, and more', async () => {
    await using stage = await Stage.open()
    await using __ = await stage.join(added)
    const id = 'x'.repeat(3 * 2 ** 20)
    const answer = await stage.pool.call<string>('Backend.get', [id])
    expect([answer.length, answer.startsWith('value of xxx')]).toEqual([id.length + 9, true])
  })
})
