// Codes and data, as docs/a-provider-in-python.md adds them to its provider.

import { isRpcError } from '@wsrpc/core'
import { describe, expect, test } from 'vitest'
import { alone } from './document.ts'
import { orWhyNot, pythonIsMissing } from './python.ts'
import { failure, Stage } from './stage.ts'

describe.skipIf(pythonIsMissing).each(alone('Codes and data'))(
  `codes and data, %s${orWhyNot}`,
  (_, added) => {
    test('are those that the method raised', async () => {
      await using stage = await Stage.open()
      await using __ = await stage.join(added)
      const error = await failure(stage.pool.call('Backend.get', ["nobody's"]))
      expect(isRpcError(error)).toBe(true)
      expect(error).toMatchObject({
        code: 'NOT_FOUND',
        message: "no object nobody's",
        data: { id: "nobody's" },
        execution: 'finished',
      })
      expect(await stage.pool.call('Backend.get', ['next'])).toBe('value of next')
    })
  },
)
