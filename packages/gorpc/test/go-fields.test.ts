// What Go makes of objects in gob: of names that do not begin with a capital, and of properties that are undefined.

import { Provider } from '@wsrpc/provider'
import { describe, expect, test } from 'vitest'
import { goOrigin } from '../src/index.ts'
import { goIsMissing } from './peer/build.ts'
import { dialectFor, failure, Stage } from './peer/stage.ts'

describe.skipIf(goIsMissing)('an object in gob', () => {
  test('with a lower-case property fails its call, and no field is lost on the way to Go', async () => {
    await using stage = new Stage('gob')
    const pool = stage.pool()
    pool.bind('/', { dialect: dialectFor('gob'), origins: goOrigin })
    await stage.go('provider', '-url', await stage.listen(pool))
    const error = await failure(pool.call('Backend.add', [{ A: 1, b: 2 }]))
    expect(error).toMatchObject({ code: 'INVALID_ARGUMENT', execution: 'not-started' })
    expect(String(error)).toContain("params[0].b: fields of Go begin with a capital: write 'B'")
    expect(await pool.call('Backend.add', [{ A: 1, B: 2, C: undefined }])).toMatchObject({ Sum: 3 })
    expect(await pool.call('Backend.map', [new Map([['a', 1]])])).toEqual(new Map([['a', 1]]))
  })

  test('that Go sent may be sent back', async () => {
    await using stage = new Stage('gob')
    const pool = stage.pool()
    pool.bind('/', { dialect: dialectFor('gob'), origins: goOrigin })
    await stage.go('provider', '-url', await stage.listen(pool))
    const sent = { Name: 'né', Inner: { X: 0.5, Y: -0.5, Tags: ['a'] } }
    const { Name, Inner } = (await pool.call('Backend.record', [sent])) as Record<string, unknown>
    expect(await pool.call('Backend.record', [{ Name, Inner }])).toMatchObject(sent)
  })

  test('as a result leaves the Go pool healthy', async () => {
    await using stage = new Stage('gob')
    const go = await stage.go('pool')
    const backend = {
      add: ({ A, B }: { readonly A: number; readonly B: number }) => ({ sum: A + B }),
      get: (id: string) => `value of ${id}`,
    }
    const provider = stage.add(new Provider().register('Backend', backend))
    provider.connect(await go.url(), await stage.connecting())
    const error = String(await failure(go.call('Backend.Add', 'add', { A: 1, B: 2 })))
    expect(error).toContain(
      "INVALID_ARGUMENT: the method's result can't travel: result.sum: fields of Go begin",
    )
    expect(await go.call('Backend.Get', 'string', 'next')).toBe('value of next')
  })
})
