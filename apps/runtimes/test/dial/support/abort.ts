import { EventEmitter, once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, test } from 'vitest'
import type { DialRoom } from '../../../src/dial/dial-room.ts'
import { makeAuthority } from '@wsrpc/contract-tests/certificates'
import { RawServer, silent } from './raw-server.ts'

export function abortTests(room: Pick<DialRoom, 'run'>): void {
  describe('close() while it dials', () => {
    test.each(['ws', 'wss'])('drops the %s: socket, and tells nothing', async (scheme) => {
      const authority = await makeAuthority()
      const news = new EventEmitter()
      const asked = once(news, 'asked')
      await using server = await RawServer.listen(
        (...upgrade) => {
          silent(...upgrade)
          news.emit('asked')
        },
        scheme === 'wss' ? await authority.server() : undefined,
      )
      // Answers when the dial is under way, and when its socket is gone. A worker's ends with its request at the latest, so
      // that must go on.
      const signs: Readonly<Record<string, () => Promise<unknown>>> = {
        '/asked': () => asked,
        '/gone': () => server.empty(),
      }
      const sign = createServer((request, response) => {
        void signs[request.url ?? '']?.().then(() => response.setHeader('Connection', 'close').end())
      }).listen(0, '127.0.0.1')
      await once(sign, 'listening')
      const at = `http://127.0.0.1:${(sign.address() as AddressInfo).port}`

      const close = { when: `${at}/asked`, doneWhen: `${at}/gone` }
      const certificates = scheme === 'wss' ? { ca: authority.ca } : undefined
      const report = await room.run({ url: server.url, options: {}, close }, certificates)
      expect(report).toMatchObject({ joined: false, errors: [] })
      sign.close()
      await once(sign, 'close')
    })
  })
}
