import { json, msgpack, wsrpc } from '@wsrpc/core'
import { describe, expect, test } from 'vitest'
import { WebSocketServer } from 'ws'
import type { Facts } from '../../../src/dial/differences.ts'
import type { DialRoom } from '../../../src/dial/dial-room.ts'
import { once, openPool } from './pools.ts'
import { RawServer } from './raw-server.ts'
import { fine, visit } from './visit.ts'

export function subprotocolTests(room: Pick<DialRoom, 'run'>, { noSubprotocol }: Facts): void {
  describe('the subprotocol', () => {
    test.each([
      ['none', false],
      ['another', 'chat'],
    ] as const)('is missed when the other side takes %s', async (_what, theirs) => {
      const sockets = new WebSocketServer({ noServer: true, handleProtocols: () => theirs })
      await using server = await RawServer.listen((request, socket, head) => {
        sockets.handleUpgrade(request, socket, head, (webSocket) => webSocket.on('error', () => {}))
      })
      const { joined, errors } = await room.run({ url: server.url, options: once })
      expect(joined).toBe(false)
      expect(errors).toMatchObject([
        { code: noSubprotocol.code, message: expect.stringMatching(noSubprotocol.message) },
      ])
      await server.empty()
    })

    test('is the one that both sides know', async () => {
      await using its = await openPool({ dialect: wsrpc(msgpack(), json()) })
      expect((await visit(its, room, { codec: 'json' })).report).toMatchObject(fine)
    })

    test('that a pool lacks ends it for good, with the close code that says so', async () => {
      await using its = await openPool({ dialect: wsrpc(msgpack()) })
      const report = await room.run({ url: its.url, options: {}, codec: 'json' })
      expect(report).toMatchObject({ joined: false, closed: { code: 4406 } })
    })
  })
}
