import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { describe, expect, test, vi } from 'vitest'
import { WebSocket as Ws } from 'ws'
import type { Transport } from '@wsrpc/core'
import type { Dial, DialFailure, DialRequest } from '../src/index.ts'
import { dial as node } from '../src/dial/node.ts'
import { dial as web } from '../src/dial/web.ts'
import { parseRetryAfter } from '../src/dial/refusal.ts'
import { Changes } from './support/changes.ts'
import { TestServer } from './support/server.ts'

type End = { transport: Transport; subprotocol: string } | { failed: DialFailure }

function request(url: string, more: Partial<DialRequest> = {}): DialRequest {
  return {
    url: new URL(url),
    protocols: ['wsrpc.v1.msgpack'],
    headers: undefined,
    tls: undefined,
    webSocket: undefined,
    maxMessageBytes: 1024 * 1024,
    ...more,
  }
}

function dialled(dial: Dial, asked: DialRequest): Promise<End> {
  return new Promise((resolve) => {
    dial(asked, {
      opened: (transport, subprotocol) => resolve({ transport, subprotocol }),
      failed: (failed) => resolve({ failed }),
    })
  })
}

async function opened(dial: Dial, asked: DialRequest): Promise<Transport> {
  const end = await dialled(dial, asked)
  if ('failed' in end) throw new Error(end.failed.message)
  return end.transport
}

async function failed(dial: Dial, asked: DialRequest): Promise<DialFailure> {
  const end = await dialled(dial, asked)
  if ('failed' in end) return end.failed
  throw new Error('it opened')
}

/** Every way in which a socket comes about. */
const ways: [name: string, dial: Dial, more: Partial<DialRequest>][] = [
  ['node: ws', node, {}],
  ['node: ws, with headers', node, { headers: { 'x-test': 'yes' } }],
  ['node: a class', node, { webSocket: Ws as never }],
  ['node: a function', node, { webSocket: (url, protocols) => new WebSocket(url, protocols) as never }],
  ['web: the native one', web, {}],
  ['web: a class', web, { webSocket: WebSocket as never }],
  ['web: a function', web, { webSocket: (url, protocols) => new Ws(url, protocols) as never }],
]

describe.each(ways)('%s', (_name, dial, more) => {
  test('opens with the subprotocol that was agreed on', async () => {
    await using server = await TestServer.listen()
    const end = await dialled(dial, request(server.url, { ...more, protocols: ['wsrpc.v1.json', 'other'] }))
    expect(end).toMatchObject({ subprotocol: 'wsrpc.v1.json' })
  })

  test('hands over plain bytes and text, never a Buffer', async () => {
    await using server = await TestServer.listen()
    const transport = await opened(dial, request(server.url, { ...more, protocols: ['other'] }))
    const seen: unknown[] = []
    const all = new Promise<void>((resolve) => {
      transport.receiver = {
        message: (payload) => {
          if (seen.push(payload) === 3) resolve()
        },
        closed: () => {},
      }
    })
    await server.until(() => server.webSockets.length === 1)
    server.webSockets[0]?.send(Buffer.from([1, 2, 3]))
    server.webSockets[0]?.send(Buffer.alloc(200_000, 7))
    server.webSockets[0]?.send('text')
    await all
    expect(seen).toHaveLength(3)
    expect(seen[0]).toEqual(new Uint8Array([1, 2, 3]))
    expect(Object.getPrototypeOf(seen[0])).toBe(Uint8Array.prototype)
    expect(Object.getPrototypeOf((seen[1] as Uint8Array).buffer)).toBe(ArrayBuffer.prototype)
    expect((seen[1] as Uint8Array).length).toBe(200_000)
    expect(seen[2]).toBe('text')
  })

  test('closes with code and reason, and nothing is left open', async () => {
    await using server = await TestServer.listen()
    const transport = await opened(dial, request(server.url, { ...more, protocols: ['other'] }))
    const closed = new Promise((resolve) => (transport.receiver = { message: () => {}, closed: resolve }))
    await server.until(() => server.webSockets.length === 1)
    const seen = once(server.webSockets[0]!, 'close')
    transport.close(4400, 'why')
    expect(await closed).toEqual({ code: 4400, reason: 'why' })
    expect(String((await seen)[1])).toBe('why')
    await server.until(() => server.sockets.size === 0)
  })

  test('tells of a close by the other side, and of a connection that breaks', async () => {
    await using server = await TestServer.listen()
    const ends: unknown[] = []
    const changes = new Changes()
    for (let n = 0; n < 2; n++) {
      const transport = await opened(dial, request(server.url, { ...more, protocols: ['other'] }))
      transport.receiver = { message: () => {}, closed: (end) => (ends.push(end), changes.tell()) }
    }
    await server.until(() => server.webSockets.length === 2)
    server.webSockets[0]?.close(1001, 'bye')
    await changes.until(() => ends.length === 1)
    server.webSockets[1]?.terminate()
    await changes.until(() => ends.length === 2)
    expect(ends).toMatchObject([{ code: 1001, reason: 'bye' }, { code: 1006 }])
  })

  test('fails when nobody listens there', async () => {
    const { message } = await failed(dial, request('ws://127.0.0.1:1/', more))
    expect(message).toMatch(/ECONNREFUSED|could not be reached or refused us/)
  })

  test('fails when the pool takes none of the subprotocols', async () => {
    await using server = await TestServer.listen()
    server.refuse = (asked, socket) => {
      delete asked.headers['sec-websocket-protocol']
      socket.end('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n')
    }
    expect((await failed(dial, request(server.url, more))).message).not.toBe('')
  })

  test('aborted while it connects it leaves nothing, and tells nothing', async () => {
    const silent = createServer()
    const gone: Promise<unknown>[] = []
    silent.on('connection', (socket) => {
      socket.on('error', () => {})
      socket.resume() // without it the end of the stream is never seen
      gone.push(once(socket, 'close'))
    })
    const accepted = once(silent, 'connection')
    silent.listen(0, '127.0.0.1')
    await once(silent, 'listening')
    const { port } = silent.address() as { port: number }
    const told: unknown[] = []
    const dialling = dial(request(`ws://127.0.0.1:${port}/`, more), {
      opened: () => told.push('opened'),
      failed: () => told.push('failed'),
    })
    await accepted
    dialling.abort()
    dialling.abort()
    await Promise.all(gone)
    expect(told).toEqual([])
    silent.close()
  })
})

describe('a refusal, in Node', () => {
  test.each([
    ['401 Unauthorized', 'UNAUTHENTICATED', /token/],
    ['403 Forbidden', 'PERMISSION_DENIED', /admit/],
    ['404 Not Found', 'NOT_FOUND', /path/],
    ['429 Too Many Requests', 'RESOURCE_EXHAUSTED', /for now/],
    ['503 Service Unavailable', 'UNAVAILABLE', /for now/],
    ['302 Found', 'UNAVAILABLE', /give the new URL/],
    ['200 OK', 'UNAVAILABLE', /did not open a WebSocket/],
  ])('%s is %s, and says what to do', async (status, code, message) => {
    await using server = await TestServer.listen()
    server.answer(status)
    const failure = await failed(node, request(server.url))
    expect(failure).toMatchObject({ code, status: Number.parseInt(status, 10) })
    expect(failure.message).toMatch(message)
    await server.until(() => server.sockets.size === 0)
  })

  test('brings what it says, in one line, and when to come back', async () => {
    await using server = await TestServer.listen()
    server.answer('503 Busy', { 'Retry-After': '7' }, 'too many\r\nhandshakes')
    const failure = await failed(node, request(server.url))
    expect(failure.retryAfter).toBe(7000)
    expect(failure.message).toMatch(/\(it says: too many handshakes\)$/)
  })

  test("a proxy's page is left out, and a long one cut", async () => {
    await using server = await TestServer.listen()
    server.answer('503 Busy', {}, '<html>')
    expect((await failed(node, request(server.url))).message).not.toContain('html')
    server.answer('503 Busy', {}, 'x'.repeat(100_000))
    expect((await failed(node, request(server.url))).message.length).toBeLessThan(400)
  })

  test('no more of it is read than can be shown', async () => {
    await using server = await TestServer.listen()
    server.hang(`HTTP/1.1 403 Forbidden\r\nContent-Length: 5000\r\n\r\n${'no '.repeat(1000)}`)
    expect((await failed(node, request(server.url))).message).toMatch(/it says: no no no/)
    await server.until(() => server.sockets.size === 0)
  })

  test('a server that never ends its refusal does not hold it', async () => {
    await using server = await TestServer.listen()
    server.hang('HTTP/1.1 403 Forbidden\r\nContent-Length: 5000\r\n\r\nno')
    const told: unknown[] = []
    const dialling = node(request(server.url), {
      opened: () => {},
      failed: (failure) => told.push(failure),
    })
    await server.until(() => server.requests.length === 1)
    dialling.abort()
    await server.until(() => server.sockets.size === 0)
    expect(told).toEqual([])
  })
})

test('headers arrive', async () => {
  await using server = await TestServer.listen()
  await opened(
    node,
    request(server.url, { headers: { Authorization: 'Bearer x', Origin: 'https://here.example' } }),
  )
  expect(server.requests[0]?.headers).toMatchObject({
    authorization: 'Bearer x',
    origin: 'https://here.example',
  })
})

test('compression is not offered by Node', async () => {
  await using server = await TestServer.listen()
  await opened(node, request(server.url))
  expect(server.requests[0]?.headers['sec-websocket-extensions']).toBeUndefined()
})

describe('a limit for messages', () => {
  /** What a server's message of that many bytes comes to. */
  async function outcome(maxMessageBytes: number, size: number): Promise<unknown> {
    await using server = await TestServer.listen()
    const transport = await opened(node, request(server.url, { maxMessageBytes, protocols: ['other'] }))
    const told = new Promise((resolve) => {
      transport.receiver = {
        message: ({ length }) => resolve(length),
        closed: resolve,
      }
    })
    await server.until(() => server.webSockets.length === 1)
    server.webSockets[0]?.send(Buffer.alloc(size))
    return told
  }

  test.each([1000, 128 * 1024, 1024 * 1024])('of %i bytes: one more closes the socket', async (most) => {
    expect(await outcome(most, most)).toBe(most)
    const reason = 'a message came that is larger than this side takes: see limits.maxMessageBytes'
    expect(await outcome(most, most + 1)).toEqual({ code: 1006, reason })
  })
})

test('binary messages go past ws, texts do not', async () => {
  await using server = await TestServer.listen()
  const transport = await opened(node, request(server.url, { protocols: ['other'] }))
  const emit = vi.spyOn(Ws.prototype, 'emit')
  const text = new Promise((resolve) => {
    transport.receiver = { message: (payload) => payload === 'text' && resolve(payload), closed: () => {} }
  })
  await server.until(() => server.webSockets.length === 1)
  server.webSockets[0]?.send(Buffer.alloc(1000))
  server.webSockets[0]?.send('text')
  await text
  const seen = emit.mock.calls.filter(([event]) => event === 'message')
  emit.mockRestore()
  expect(seen.map(([_event, data]) => String(data))).toEqual(['text'])
})

test('messages that come in one write with the answer to the upgrade are heard', async () => {
  const frames = [Uint8Array.of(0x82, 3, 1, 2, 3), Uint8Array.of(0x81, 1, 0x61), Uint8Array.of(0x82, 1, 4)]
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', (head) => {
      const key = /sec-websocket-key: (.*)\r\n/i.exec(String(head))?.[1]
      const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')
      const lines = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade']
      lines.push(`Sec-WebSocket-Accept: ${accept}`, 'Sec-WebSocket-Protocol: wsrpc.v1.msgpack', '', '')
      socket.write(Buffer.concat([Buffer.from(lines.join('\r\n')), ...frames]))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  const heard: unknown[] = []
  const transport = await new Promise<Transport>((resolve, reject) => {
    node(request(`ws://127.0.0.1:${port}/`), {
      opened: (opening) => {
        const message = (payload: unknown): void => {
          if (heard.push(payload) === frames.length) resolve(opening)
        }
        opening.receiver = { message, closed: () => server.close() }
      },
      failed: ({ message }) => reject(new Error(message)),
    })
  })
  transport.terminate()
  expect(heard).toEqual([Uint8Array.of(1, 2, 3), 'a', Uint8Array.of(4)])
  await once(server, 'close')
})

/** A WebSocket that does what a test says. */
class FakeSocket extends EventTarget {
  binaryType = 'blob'
  protocol = 'wsrpc.v1.msgpack'
  readyState = 0
  closed = 0
  send(): void {}
  close(): void {
    this.closed++
  }
}

test('a socket that is open already is taken as it is', async () => {
  const socket = Object.assign(new FakeSocket(), { readyState: 1 })
  const end = await dialled(web, request('ws://pool.test/', { webSocket: () => socket as never }))
  expect(end).toMatchObject({ subprotocol: 'wsrpc.v1.msgpack' })
  expect(socket.binaryType).toBe('arraybuffer')
})

test('a socket that opens although it was dropped is dropped again', async () => {
  const socket = new FakeSocket()
  const told: string[] = []
  const dialling = web(request('ws://pool.test/', { webSocket: () => socket as never }), {
    opened: () => told.push('opened'),
    failed: () => told.push('failed'),
  })
  dialling.abort()
  expect(socket.closed).toBe(1)
  socket.dispatchEvent(new Event('open'))
  expect(socket.closed).toBe(2)
  expect(told).toEqual([])
})

test('a socket without a subprotocol says so', async () => {
  const socket = Object.assign(new FakeSocket(), { readyState: 1, protocol: null })
  const end = await dialled(web, request('ws://pool.test/', { webSocket: () => socket as never }))
  expect(end).toMatchObject({ subprotocol: '' })
})

test('what the constructor throws is a failure', async () => {
  const broken = (): never => {
    throw new Error('not on this page')
  }
  expect((await failed(node, request('ws://127.0.0.1:1/', { webSocket: broken }))).message).toBe(
    'not on this page',
  )
})

describe('Retry-After', () => {
  const now = Date.UTC(2026, 0, 1)
  test.each([
    ['120', 120_000],
    [' 0 ', 0],
    ['Thu, 01 Jan 2026 00:00:30 GMT', 30_000],
    ['Wed, 31 Dec 2025 23:59:00 GMT', 0],
    ['soon', undefined],
    ['-5', undefined],
  ])('%j is %j ms', (value, wait) => {
    expect(parseRetryAfter(value, now)).toBe(wait)
  })
})
