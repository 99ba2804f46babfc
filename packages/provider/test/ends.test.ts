import { expect, test } from 'vitest'
import { endError } from '../src/ends.ts'

const url = new URL('ws://pool.example/a')

test('the error of a pool that does not know the provider says which option to look at', () => {
  const end = { code: 4401, reason: 'the pool does not know this provider', local: false, stalled: false }
  const error = endError(url, end, false)
  expect(error).toMatchObject({ code: 'UNAUTHENTICATED', data: { close: 4401 } })
  expect(error.message).toMatch(/\(4401: the pool does not know this provider\); look at the option token$/)
})

test('the error of another end has no such advice', () => {
  const end = { code: 4403, reason: 'not here', local: false, stalled: false }
  expect(endError(url, end, true).message).toMatch(/\(4403: not here\)$/)
})
