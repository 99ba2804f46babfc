// A caller in Go that dials a path of providers, which it can't be told from before it calls.

import { describe, expect, test } from 'vitest'
import { goOrigin } from '../src/index.ts'
import { goIsMissing } from './peer/build.ts'
import { connections, dialectFor, failure, Stage } from './peer/stage.ts'

describe.skipIf(goIsMissing).each(['json', 'gob'] as const)(
  'a caller of Go by %s on a path of providers',
  (codec) => {
    test('is told that it may call nothing, and gets no calls: they wait for a provider', async () => {
      await using stage = new Stage(codec)
      const pool = stage.pool()
      pool.bind('/', { services: ['Backend'], dialect: dialectFor(codec), origins: goOrigin })
      const url = await stage.listen(pool)
      const stray = await stage.go('caller', '-url', url)
      const { message } = (await failure(stray.call('Backend.Get', 'string', 'x'))) as Error
      expect(message).toMatch(/^PERMISSION_DENIED: providers on \/ may call nothing/)

      const call = pool.call('Backend.get', ['x'])
      expect(pool.stats().waiting).toBe(1)
      await stage.go('provider', '-url', url)
      expect(await call).toBe('value of x')
      expect(await pool.call('Backend.get', ['y'])).toBe('value of y')
      await connections(pool, 1)
      expect((await failure(stray.call('Backend.Get', 'string', 'z'))) as Error).toMatchObject({ message })
    })
  },
)
