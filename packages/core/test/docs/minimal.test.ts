import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Payload } from '../../src/codec/codec.ts'
import { replayBytes } from '../../src/limits.ts'
import { MemoryTransport } from '../../src/link/memory.ts'
import type { ProbeCall } from '../peer/probe-call.ts'
import { codeBlocks, read, root, section, table } from './markdown.ts'
import { settled, shown, Side, Stage } from './stage.ts'

/** The provider of PROTOCOL.md, against the pool's side: it has to be enough to be called. */

interface Socket {
  send(text: string): void
  onmessage?: (event: { readonly data: string }) => void
}

type Services = Readonly<Record<string, Readonly<Record<string, (...params: never[]) => unknown>>>>

const text = section(read('PROTOCOL.md'), 'A minimal provider')
const code = codeBlocks(text, 'js')[0]?.code ?? ''

async function provider(): Promise<(socket: Socket, services: Services) => void> {
  const url = `data:text/javascript,${encodeURIComponent(code)}`
  const module_ = (await import(/* @vite-ignore */ url)) as {
    provide: (socket: Socket, services: Services) => void
  }
  return module_.provide
}

/** It and a pool, through the handshake; `sent`: what it sent. */
async function serving(): Promise<{ pool: Side; stage: Stage; sent: string[]; transport: MemoryTransport }> {
  const stage = new Stage()
  const [transport, other] = MemoryTransport.pair()
  const pool = new Side('acceptor', other, stage)
  const sent: string[] = []
  const socket: Socket = {
    send: (message) => {
      sent.push(message)
      transport.send(message)
    },
  }
  transport.receiver = {
    message: (payload: Payload) => socket.onmessage?.({ data: payload as string }),
    closed: () => {},
  }
  const notes: string[] = []
  const provide = await provider()
  provide(socket, {
    Backend: {
      get: (id: string) => `value of ${id}`,
      nothing: () => undefined,
      fail: () => {
        throw new TypeError('bad id')
      },
      note: (line: string) => notes.push(line),
      notes: () => notes,
    },
  })
  await settled()
  return { pool, stage, sent, transport }
}

async function ended(call: ProbeCall): Promise<unknown> {
  await settled()
  return call.ends[0]
}

describe('the minimal provider', () => {
  test('is let in, and says what it offers', async () => {
    const { pool, sent } = await serving()
    expect(pool.link.peer.state).toBe('open')
    expect(sent.map(shown)[1]).toBe(
      '[[18,{"services":{"Backend":["get","nothing","fail","note","notes"]},"concurrency":64}]]',
    )
  })

  test('answers', async () => {
    const { pool, sent } = await serving()
    expect(await ended(pool.call('Backend.get', ['id-1']))).toEqual({
      kind: 'result',
      value: 'value of id-1',
    })
    expect(sent.at(-1)).toBe('[[3,2,"value of id-1"]]')
    expect(await ended(pool.call('Backend.nothing', []))).toEqual({ kind: 'result', value: undefined })
    expect(await ended(pool.call('Backend.fail', []))).toMatchObject({
      error: { code: 'UNKNOWN', message: 'bad id', execution: 'finished', cause: { name: 'TypeError' } },
    })
    for (const method of ['Backend.got', 'Other.get', 'Backend.constructor', 'constructor.name']) {
      expect(await ended(pool.call(method, []))).toMatchObject({
        error: { code: 'UNIMPLEMENTED', execution: 'not-started' },
      })
    }
    pool.link.notify('Backend.note', ['hello'], undefined)
    expect(await ended(pool.call('Backend.notes', []))).toEqual({ kind: 'result', value: ['hello'] })
  })

  test('acknowledges, so that the pool never waits', async () => {
    const { pool } = await serving()
    const param = 'x'.repeat(60_000)
    let bytes = 0
    for (; bytes < 4 * replayBytes; bytes += param.length) {
      expect(pool.link.hasRoom).toBe(true)
      expect(await ended(pool.call('Backend.get', [param]))).toMatchObject({ kind: 'result' })
    }
    expect(pool.ends).toEqual([])
  })

  test('is silent only if it is gone', async () => {
    const { pool, stage, transport } = await serving()
    for (let n = 0; n < 5; n++) await stage.later(15_000)
    expect(pool.ends).toEqual([])
    transport.receiver = { message: () => {}, closed: () => {} }
    for (let n = 0; n < 5; n++) await stage.later(15_000)
    expect(pool.ends).toMatchObject([{ code: 4409 }])
  })

  test('gets no PART and no stream', async () => {
    const { pool } = await serving()
    expect(() => pool.call('Backend.get', ['x'.repeat(70_000)])).toThrow(/65536/)
    expect(() => pool.call('Backend.get', [(async function* () {})()])).toThrow(/stream/)
    expect(pool.ends).toEqual([])
  })

  test('lets the pool leave', async () => {
    const { pool, sent } = await serving()
    pool.link.peer.goAway({ type: 'goAway' })
    await settled()
    expect(sent.at(-1)).toBe('[1,[21,1]]')
    expect(pool.link.peer.isQuiet).toBe(true)
  })

  test('steps over what it does not know, and counts it', async () => {
    const { sent, transport } = await serving()
    transport.receiver?.message('[7,[96,"new"],[97]]')
    transport.receiver?.message('[7,[20,5]]')
    transport.receiver?.message('[]')
    expect(sent.slice(2)).toEqual(['[1]', '[[21,5]]'])
  })
})

describe('the vectors', () => {
  test.each(['frames.json', 'values.json'])('have the lists that the page names: %s', (name) => {
    const path = `${root}/packages/core/vectors/${name}`
    const { about, ...lists } = JSON.parse(readFileSync(path, 'utf8')) as Record<string, readonly unknown[]>
    expect(about).toBeDefined()
    const rows = table(text, ['list', `in \`${name}\`: a provider passes if it`])
    expect(rows.map(([list]) => list)).toEqual(Object.keys(lists))
    // What a row names is in its cases, or is said to be possible there.
    const words = [
      'from',
      'message',
      'messages',
      'ignored',
      'received',
      'sent',
      'limits',
      'of',
      'id',
      'close',
      'name',
      'expect',
    ]
    const named = rows.flatMap(([list, what]) =>
      [...(what as string).matchAll(/`(\w+)`/g)].map((match) => ({
        list: list as string,
        word: match[1] as string,
      })),
    )
    const missing = named
      .filter(({ word }) => words.includes(word))
      .filter(({ list, word }) => !JSON.stringify(lists[list]).includes(`"${word}":`))
      .filter(({ word }) => !String(about).includes(`${word}: `))
    expect(missing).toEqual([])
  })
})
