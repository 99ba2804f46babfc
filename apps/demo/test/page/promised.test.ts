import { get } from 'node:http'
import { connect } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import type { Files, Stat } from '../../src/services.ts'
import { serve } from './serving.ts'

const statOf = async (size: number): Promise<Stat> => ({ kind: 'file', size, modified: new Date() })

/** A file that has `there` bytes when it is read, and had `size` when it was asked for its size. */
const changed = (size: number, there: number): Omit<Files, 'list'> => ({
  stat: () => statOf(size),
  async *read() {
    for (let left = there; left > 0; left -= 1000) yield new Uint8Array(Math.min(1000, left)).fill(7)
  },
})

test('HEAD tells the size and reads nothing', async () => {
  let reads = 0
  const read: Files['read'] = (path) => {
    reads++
    return changed(9000, 9000).read(path)
  }
  await using serving = await serve({ stat: () => statOf(9000), read })
  const head = await fetch(`${serving.url}/a.png`, { method: 'HEAD' })
  expect([head.status, head.headers.get('content-length'), head.headers.get('content-type')]).toEqual([
    200,
    '9000',
    'image/png',
  ])
  expect(reads).toBe(0)
  expect(await (await fetch(`${serving.url}/a.png`)).bytes()).toHaveLength(9000)
  expect(reads).toBe(1)
})

/** All that comes over a connection, until the other side ends it: clients would hide what is too much. */
async function raw(url: string, connection: 'close' | 'keep-alive'): Promise<Buffer> {
  const { port, pathname, search } = new URL(url)
  const socket = connect(Number(port), '127.0.0.1')
  socket.write(
    `GET ${pathname}${search} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: ${connection}\r\n\r\n`,
  )
  const all = await buffer(socket)
  return all.subarray(all.indexOf('\r\n\r\n') + 4)
}

test.each(['', '?rate=1000000'])('a file that has grown is cut at the size that it had%s', async (query) => {
  await using serving = await serve(changed(2500, 9000))
  expect(await raw(`${serving.url}/log${query}`, 'close')).toEqual(Buffer.alloc(2500, 7))
})

test.each(['', '?rate=1000000'])(
  'one that has shrunk ends its connection, and does not look whole%s',
  async (query) => {
    await using serving = await serve(changed(2500, 1200))
    expect((await raw(`${serving.url}/log${query}`, 'keep-alive')).length).toBeLessThanOrEqual(1200)
    await expect((await fetch(`${serving.url}/log${query}`)).bytes()).rejects.toThrow('terminated')
  },
)

test('an empty one is empty', async () => {
  await using serving = await serve(changed(0, 0))
  expect(await (await fetch(`${serving.url}/empty`)).bytes()).toHaveLength(0)
})

test('who has gone before the first byte leaves no file open', async () => {
  const [asked, left, closed] = [gate(), gate(), gate()]
  /** Not a generator: one that was never started would not tell. */
  const file: AsyncIterable<Uint8Array> = {
    [Symbol.asyncIterator]: () => ({
      next: async () => ({ done: false, value: new Uint8Array(1000) }),
      return: async () => {
        closed.open()
        return { done: true, value: undefined }
      },
    }),
  }
  const stat: Files['stat'] = async () => {
    asked.open()
    await left.opened
    return statOf(9000)
  }
  await using serving = await serve({ stat, read: () => file })
  const request = get(`${serving.url}/log?rate=1000`, { agent: false })
  request.on('error', () => {}) // it is cut off from here
  await asked.opened
  request.destroy()
  await expect.poll(() => serving.connections()).toBe(0)
  left.open()
  await closed.opened
})

function gate(): { readonly opened: Promise<void>; open(): void } {
  let open = (): void => {}
  const opened = new Promise<void>((resolve) => (open = resolve))
  return { opened, open: () => open() }
}
