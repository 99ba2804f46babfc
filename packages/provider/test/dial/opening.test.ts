import { expect, test } from 'vitest'
import type { DialFailure } from '../../src/index.ts'
import { Opening } from '../../src/dial/opening.ts'

test('what the making of a socket throws is read as its runtime means it', async () => {
  const failure = await new Promise<DialFailure>((resolve) => {
    const failureOf = (error: unknown): DialFailure => ({ message: `read: ${(error as Error).message}` })
    const opening = new Opening({ opened: () => {}, failed: resolve }, { failureOf })
    opening.take(() => {
      throw new Error('no such key')
    })
  })
  expect(failure.message).toBe('read: no such key')
})
