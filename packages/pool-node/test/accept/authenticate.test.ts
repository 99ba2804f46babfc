import type { IncomingMessage } from 'node:http'
import { type HelloMessage, RpcError } from '@wsrpc/core'
import { expect, test } from 'vitest'
import { authenticate } from '../../src/accept/authenticate.ts'
import type { JoinOptions } from '../../src/options.ts'

const request = { socket: {} } as IncomingMessage
const hello: HelloMessage = {
  type: 'hello',
  versions: [1, 1],
  agent: 'test',
  instance: 'i',
  features: [],
  limits: {},
  token: 'secret',
}

function judge(returned: unknown, more: Partial<HelloMessage> = {}): ReturnType<typeof authenticate> {
  const join = { authenticate: () => returned } as JoinOptions
  return authenticate(request, { ...hello, ...more }, join)
}

test('without authenticate nobody is asked, and nobody has an identity', async () => {
  expect(await authenticate(request, hello, {})).toEqual({ identity: undefined, version: 1 })
})

test('sees the request and the HELLO, with its token', async () => {
  const seen: unknown[] = []
  await authenticate(request, hello, { authenticate: (...given) => (seen.push(...given), 'alice') })
  expect(seen).toEqual([request, hello])
})

test.each([['alice'], [{ id: 'alice', role: 'admin' }], ['']])('%j is an identity', async (identity) => {
  expect(await judge(identity)).toEqual({ identity, version: 1 })
  expect(await judge(Promise.resolve(identity))).toEqual({ identity, version: 1 })
})

test.each([[false], [undefined], [null]])('%s turns away for good', async (returned) => {
  expect(await judge(returned)).toMatchObject({ close: 'unauthenticated' })
})

test.each([[true], [7], [{}], [{ id: 7 }], [{ id: undefined }], [[]], [() => 'alice']])(
  '%j is no identity: it lets nobody in, and the pool is told',
  async (returned) => {
    const verdict = await judge(returned)
    expect(verdict).toMatchObject({ close: 'internal', error: expect.any(TypeError) })
    expect(verdict).toMatchObject({ error: { message: expect.stringContaining('authenticate must return') } })
  },
)

test('an RpcError says whether it is unknown or not allowed; any other error is a fault of the pool', async () => {
  const failing = (error: unknown): ReturnType<typeof authenticate> =>
    authenticate(request, hello, { authenticate: () => Promise.reject(error) })
  expect(await failing(new RpcError('UNAUTHENTICATED', 'who are you?'))).toEqual({
    close: 'unauthenticated',
    reason: 'who are you?',
  })
  expect(await failing(new RpcError('PERMISSION_DENIED', 'not you'))).toEqual({
    close: 'forbidden',
    reason: 'not you',
  })
  const error = new Error('the database is down: password=1234')
  const verdict = await failing(error)
  expect(verdict).toMatchObject({ close: 'internal', error })
  expect(JSON.stringify(verdict)).not.toContain('1234')
})

test('a version that this pool does not speak is refused before anybody is asked', async () => {
  let asked = 0
  const verdict = await authenticate(
    request,
    { ...hello, versions: [2, 3] },
    { authenticate: () => (asked++, 'a') },
  )
  expect(verdict).toEqual({ close: 'version', reason: 'this pool speaks version 1, not 2 to 3' })
  expect(asked).toBe(0)
})
