import { describe, expect, test } from 'vitest'
import type { DialRoom } from '../../../src/dial/dial-room.ts'
import { openPool } from './pools.ts'
import { fine, visit } from './visit.ts'

export function headerTests(room: Pick<DialRoom, 'run'>): void {
  describe('headers', () => {
    test('are seen by admit and by authenticate', async () => {
      const seen: unknown[] = []
      await using its = await openPool({
        admit: ({ headers }) => {
          seen.push([headers.authorization, headers['x-room'], headers.origin])
          return true
        },
        authenticate: ({ headers }) => String(headers['x-room']),
        origins: ['https://here.example'],
      })
      const headers = { Authorization: 'Bearer x', 'X-Room': 'attic', Origin: 'https://here.example' }
      const { connection, report } = await visit(its, room, { options: { headers } })
      expect(report).toMatchObject(fine)
      expect(seen).toEqual([['Bearer x', 'attic', 'https://here.example']])
      expect(connection?.identity).toBe('attic')
    })

    test('have none that asks for compression', async () => {
      let extensions: unknown = 'not asked'
      await using its = await openPool({
        admit: ({ headers }) => {
          extensions = headers['sec-websocket-extensions']
          return true
        },
      })
      expect((await visit(its, room)).report).toMatchObject(fine)
      expect(extensions).toBeUndefined()
    })
  })
}
