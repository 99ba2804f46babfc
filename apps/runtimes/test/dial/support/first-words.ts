import { expect, test } from 'vitest'
import { WebSocketServer } from 'ws'
import type { DialRoom } from '../../../src/dial/dial-room.ts'
import { once } from './pools.ts'
import { RawServer } from './raw-server.ts'

export function firstWordTests(room: Pick<DialRoom, 'run'>): void {
  test.each<[string, Buffer | string, RegExp]>([
    ['bytes', Buffer.from([0xc1]), /not an array/],
    ['text', '{', /expected a binary WebSocket message/],
  ])(
    '%s that come in one write with the answer to the upgrade are heard',
    async (_what, nonsense, complaint) => {
      const sockets = new WebSocketServer({ noServer: true })
      await using server = await RawServer.listen((request, socket, head) => {
        socket.cork()
        sockets.handleUpgrade(request, socket, head, (webSocket) => webSocket.send(nonsense))
        socket.uncork()
      })
      const { errors } = await room.run({ url: server.url, options: once })
      expect(errors).toMatchObject([{ data: { close: 4400 }, message: expect.stringMatching(complaint) }])
      await server.empty()
    },
  )
}
