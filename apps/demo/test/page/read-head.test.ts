import { describe, expect, test } from 'vitest'
import { readHead } from '../../page/files/read-head.ts'

/** An answer in these pieces, as a browser hands them over; `stopped` when its reader wants no more. */
function answer(...pieces: readonly string[]): { response: Response; stopped: () => boolean } {
  const bytes = pieces.map((piece) => new TextEncoder().encode(piece))
  const length = bytes.reduce((sum, piece) => sum + piece.length, 0)
  let isStopped = false
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      const piece = bytes.shift()
      if (piece === undefined) controller.close()
      else controller.enqueue(piece)
    },
    cancel: () => void (isStopped = true),
  })
  const headers = { 'Content-Length': String(length) }
  return { response: new Response(body, { headers }), stopped: () => isStopped }
}

describe('the beginning of a file', () => {
  test('is all of a short one', async () => {
    const { response } = answer('one ', 'two')
    expect(await readHead(response, 100)).toEqual({ text: 'one two', size: 7, isWhole: true })
    expect(await readHead(answer().response, 100)).toEqual({ text: '', size: 0, isWhole: true })
  })

  test('is no more than was asked for, also when a browser hands over all at once', async () => {
    const { response } = answer('x'.repeat(1000))
    expect(await readHead(response, 10)).toEqual({ text: 'x'.repeat(10), size: 1000, isWhole: false })
  })

  test('ends the reading', async () => {
    const { response, stopped } = answer('12345', '67890', 'more', 'and more')
    expect((await readHead(response, 8)).text).toBe('12345678')
    expect(stopped()).toBe(true)
  })

  test('keeps letters whole that came in two pieces', async () => {
    const bytes = new TextEncoder().encode('aü')
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        controller.enqueue(bytes.subarray(0, 2))
        controller.enqueue(bytes.subarray(2))
        controller.close()
      },
    })
    expect((await readHead(new Response(body), 100)).text).toBe('aü')
  })
})
