import type { IncomingMessage } from 'node:http'
import { PassThrough } from 'node:stream'
import { Alarm, msgpack, wsrpc } from '@wsrpc/core'
import { ManualClock } from '@wsrpc/core/testing'
import { expect, test } from 'vitest'
import type { BoundPath } from '../../src/accept/bound-path.ts'
import { refuse } from '../../src/accept/refuse.ts'
import { type Refusal, Upgrader } from '../../src/accept/upgrade.ts'
import type { JoinOptions } from '../../src/options.ts'
import { path } from '../roster/people.ts'

interface Answer {
  readonly status: number
  readonly text: string
  readonly errors: readonly unknown[]
}

/** Knocks with an upgrade request and reads the refusal. */
async function knock(
  join: JoinOptions,
  headers: IncomingMessage['headers'] = {},
  full?: Refusal,
): Promise<Answer> {
  const errors: unknown[] = []
  const upgrader = new Upgrader({
    alarm: new Alarm(new ManualClock()),
    maxMessageBytes: 1024,
    overloaded: () => full,
    arrived: () => {},
    failed: (error) => errors.push(error),
  })
  const bound: BoundPath = {
    path: '/p',
    binding: path(),
    dialects: [wsrpc(msgpack())],
    unasked: { services: [], concurrency: 1 },
    join,
    callbacks: undefined,
  }
  upgrader.add(bound)
  const socket = new PassThrough()
  const request = { url: '/p', headers: { host: 'pool.example', ...headers }, socket: {} } as IncomingMessage
  await upgrader.upgrade(bound, request, socket, Buffer.alloc(0))
  const text = String(socket.read())
  return { status: Number(text.split(' ')[1]), text, errors }
}

test('a page of another host is refused with 403, and told which Origin was seen', async () => {
  const { status, text } = await knock({}, { origin: 'https://evil.example' })
  expect(status).toBe(403)
  expect(text).toContain('"https://evil.example"')
})

test('an origins function that throws refuses with 503, and the pool is told', async () => {
  const error = new Error('the list is not loaded')
  const origins = (): never => {
    throw error
  }
  const { status, text, errors } = await knock({ origins }, { origin: 'https://app.example' })
  expect([status, errors]).toEqual([503, [error]])
  expect(text).not.toContain(error.message)
  expect(text).toMatch(/^Retry-After: \d+\r$/m)
})

test.each([
  ['says no', () => false, 403, 0],
  ['promises no', async () => false, 403, 0],
  ['throws', () => JSON.parse('no') as boolean, 503, 1],
  ['rejects', () => Promise.reject(new Error('down')), 503, 1],
])('an admit that %s refuses', async (_how, admit, status, errors) => {
  const answer = await knock({ admit })
  expect([answer.status, answer.errors.length]).toEqual([status, errors])
})

test('a door that is overloaded refuses with 503 and says when to come back, and asks nobody', async () => {
  let asked = 0
  const full: Refusal = { status: 503, message: 'too many handshakes at once', retryAfter: 3 }
  const { status, text } = await knock({ admit: () => asked++ > 0 }, {}, full)
  expect([status, asked]).toEqual([503, 0])
  expect(text).toMatch(/^Retry-After: 3\r$/m)
  expect(text).toContain('too many handshakes at once')
})

test('a path is found whatever its query', () => {
  const upgrader = new Upgrader({
    alarm: new Alarm(new ManualClock()),
    maxMessageBytes: 1,
    overloaded: () => undefined,
    arrived: () => {},
    failed: () => {},
  })
  const bound: BoundPath = {
    path: '/p',
    binding: path(),
    dialects: [wsrpc(msgpack())],
    unasked: { services: [], concurrency: 1 },
    join: {},
    callbacks: undefined,
  }
  upgrader.add(bound)
  const find = (url: string | undefined): unknown => upgrader.find({ url } as IncomingMessage)
  const found = ['/p', '/p?token=1', '/p#part', '/p?a#b?c'].filter((url) => find(url) === bound)
  expect(found).toHaveLength(4)
  const others = ['/', '/p/', '/P', '/pp', '', '?/p', 'constructor', undefined]
  expect(others.filter((url) => find(url) !== undefined)).toEqual([])
  expect(() => upgrader.check('/p')).toThrow(new TypeError('the path /p is bound already'))
})

test('who resets the connection before it reads why it is refused hurts nobody', async () => {
  const socket = new PassThrough()
  refuse(socket, 404, 'nothing is bound here')
  const closed = new Promise((resolve) => socket.once('close', resolve))
  socket.destroy(new Error('read ECONNRESET'))
  await closed
  expect(socket.errored).toMatchObject({ message: 'read ECONNRESET' })
})
