import { describe, expect, test } from 'vitest'
import type { Facts } from '../../../src/dial/differences.ts'
import type { DialRoom } from '../../../src/dial/dial-room.ts'
import { once, openPool } from './pools.ts'
import { answer, RawServer, silent } from './raw-server.ts'

/** Of the status of a refusal: what it is to a provider, and what its people can do. */
const refusals = [
  [401, 'UNAUTHENTICATED', /token/],
  [403, 'PERMISSION_DENIED', /admit/],
  [404, 'NOT_FOUND', /path/],
  [429, 'RESOURCE_EXHAUSTED', /for now/],
  [503, 'UNAVAILABLE', /for now/],
  [302, 'UNAVAILABLE', /give the new URL/],
  [200, 'UNAVAILABLE', /did not open a WebSocket/],
] as const

/** In s, as the header has it. */
const wait = 1

export function refusalTests(room: Pick<DialRoom, 'run'>, { hearsRefusals, nobody }: Facts): void {
  describe('a refusal', () => {
    test('has the code of its status, and says what to do', async () => {
      for (const [status, code, advice] of refusals) {
        const headers = { Location: 'http://127.0.0.1:1/', 'Retry-After': '7' }
        await using server = await RawServer.listen(answer(status, headers, 'not\r\nnow'))
        const { joined, errors } = await room.run({ url: server.url, options: once })
        expect(joined).toBe(false)
        expect(errors).toMatchObject([{ code, data: { status } }])
        expect(errors[0]?.message).toMatch(advice)
        expect(errors[0]?.message.endsWith('(it says: not now)')).toBe(hearsRefusals)
        await server.empty()
      }
    })

    test('of a pool is one like that', async () => {
      await using its = await openPool({ admit: () => false })
      const refused = await room.run({ url: its.url, options: once })
      expect(refused.errors).toMatchObject([{ code: 'PERMISSION_DENIED', data: { status: 403 } }])
      const elsewhere = await room.run({ url: `${its.url}/elsewhere`, options: once })
      expect(elsewhere.errors).toMatchObject([{ code: 'NOT_FOUND', data: { status: 404 } }])
    })

    test(`is ${hearsRefusals ? 'followed' : 'not followed'} when it says how long to wait`, async () => {
      const times: number[] = []
      await using server = await RawServer.listen((...upgrade) => {
        times.push(performance.now())
        answer(503, { 'Retry-After': String(wait) }, '')(...upgrade)
      })
      await room.run({ url: server.url, options: { maxAttempts: 2, backoff: { min: 1, max: 1 } } })
      const [first = 0, second = 0] = times
      expect(times).toHaveLength(2)
      // The times are those of another process's timer.
      expect(second - first > wait * 1000 - 50).toBe(hearsRefusals)
    })

    test('of the body of which no end comes is not waited for, once there is enough', async () => {
      await using server = await RawServer.listen((...upgrade) => {
        silent(...upgrade)
        upgrade[1].write(`HTTP/1.1 403 No\r\nContent-Length: 100000\r\n\r\n${'no '.repeat(1000)}`)
      })
      const { errors } = await room.run({ url: server.url, options: once })
      expect(errors).toMatchObject([{ code: 'PERMISSION_DENIED' }])
      await server.empty()
    })
  })

  test('that nobody listens is told as well as it can be', async () => {
    const { errors } = await room.run({ url: 'ws://127.0.0.1:1/pool', options: once })
    expect(errors).toMatchObject([{ code: nobody.code, message: expect.stringMatching(nobody.message) }])
  })

  test('no error shows the query of the URL', async () => {
    await using server = await RawServer.listen(answer(401, {}, ''))
    for (const url of [server.url, 'ws://127.0.0.1:1/pool']) {
      const { shown } = await room.run({ url: `${url}?key=secret`, options: once })
      expect(shown).toMatch(/can't connect/)
      expect(shown).not.toMatch(/secret/)
    }
  })
}
