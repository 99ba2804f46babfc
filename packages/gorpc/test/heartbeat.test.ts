// Go's side sends empty pings, and answers those of others: so both sides find the dead.

import { describe, expect, test } from 'vitest'
import { goOrigin } from '../src/index.ts'
import { goIsMissing } from './peer/build.ts'
import { connections, dialectFor, Stage } from './peer/stage.ts'

describe.skipIf(goIsMissing).each(['json', 'gob'] as const)('a Go provider by %s', (codec) => {
  test('stays while it answers pings, and is dropped when it stops', async () => {
    await using stage = new Stage(codec)
    const pool = stage.pool({ heartbeat: { interval: 500, misses: 2 } })
    pool.bind('/', { dialect: dialectFor(codec), origins: goOrigin })
    const go = await stage.go('provider', '-url', await stage.listen(pool))
    await connections(pool, 1)
    let dropped = 0
    const gone = new Promise<unknown[]>((resolve) => {
      pool.once('disconnect', (...told) => {
        dropped++
        resolve(told)
      })
    })
    for (let n = 0; n < 20; n++) expect(await pool.call('Backend.get', [`${n}`])).toBe(`value of ${n}`)
    expect(dropped).toBe(0)
    go.freeze()
    expect((await gone)[1]).toMatchObject({ code: 4409 })
    go.thaw()
    expect(await pool.call('Backend.get', ['again'])).toBe('value of again')
  })
})
