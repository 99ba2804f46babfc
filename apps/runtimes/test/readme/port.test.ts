import { createServer as createHttpServer } from 'node:http'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { expect, test } from 'vitest'
import { Program } from '../../src/install/program.ts'
import { corner, place } from '../packed/support/corner.ts'

/** What may be there already, on the port that a document names. */
const strangers: Readonly<Record<string, () => Server>> = {
  'hangs up': () => createServer((socket) => socket.destroy()),
  'serves another page': () => createHttpServer((_request, response) => response.end('hello')),
}

test.each(Object.keys(strangers))('a port of a program that %s is called taken at once', async (name) => {
  const stranger = (strangers[name] as () => Server)().listen(0, '127.0.0.1')
  try {
    await once(stranger, 'listening')
    const { port } = stranger.address() as AddressInfo
    const folder = corner()
    await using pool = new Program([process.execPath, place('pool.mjs', folder), String(port)], folder)
    await expect(pool.printed(/^listening (\d+)\n/m)).rejects.toThrow(
      `port ${port} is taken by another program`,
    )
    expect(pool.output).not.toContain('waiting for')
  } finally {
    stranger.close()
  }
})

test('a port of the same test of another run is waited for', async () => {
  const folder = corner()
  const script = place('pool.mjs', folder)
  await using first = new Program([process.execPath, script, '0'], folder)
  const port = await first.printed(/^listening (\d+)\n/m)
  await using second = new Program([process.execPath, script, port], folder)
  await second.printed(/^waiting for (\d+)\n/m)
  await first[Symbol.asyncDispose]()
  expect(await second.printed(/^listening (\d+)\n/m)).toBe(port)
})
