import { describe, expect, it } from 'vitest'
import { Assembler } from '../../src/dialect/wsrpc/assembler.ts'

describe('pieces that wait for the rest of their frame', () => {
  const kilobyte = 1024

  it('do not keep the buffer that they came in', () => {
    const assembler = new Assembler((piece) => piece.length)
    // As a socket gives them: views of what it read at once, with much else in it.
    const piece = (): Uint8Array => new Uint8Array(64 * kilobyte).subarray(100, 100 + 8 * kilobyte)
    expect(assembler.part([11, 1, piece(), 16 * kilobyte, 3], 1e6)).toBeUndefined()
    const whole = assembler.part([11, 1, piece()], 1e6) as unknown as { pieces: Uint8Array[] }
    expect(whole.pieces.map(({ buffer }) => buffer.byteLength)).toEqual([8 * kilobyte, 8 * kilobyte])
  })

  it('are not copied when they are most of it', () => {
    const assembler = new Assembler((piece) => piece.length)
    const message = new Uint8Array(17 * kilobyte)
    const whole = assembler.part([11, 1, message.subarray(16, 16 + 16 * kilobyte), 16 * kilobyte, 3], 1e6)
    expect((whole as unknown as { pieces: Uint8Array[] }).pieces[0]?.buffer).toBe(message.buffer)
  })
})
