import { expect, test } from 'vitest'
import type { DialRoom } from '../../../src/dial/dial-room.ts'
import { openPool } from './pools.ts'
import { fine, visit } from './visit.ts'

export function givenTests(room: Pick<DialRoom, 'run'>): void {
  test.each(['class', 'function'] as const)('the option webSocket takes a %s', async (webSocket) => {
    await using its = await openPool()
    expect((await visit(its, room, { webSocket })).report).toMatchObject(fine)
  })
}
