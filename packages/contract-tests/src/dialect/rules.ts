import { type ErrorCode, errorCodes, isRpcError, type Message, ProtocolError } from '@wsrpc/core'
import { expect } from 'vitest'
import { seededRandom } from '../chance.ts'
import type { DialectAbilities } from './abilities.ts'
import type { DialectPair } from './ends.ts'
import { mutated } from './mutate.ts'

/** Holds a dialect to one promise. */
export type DialectRule = (pair: DialectPair, abilities: DialectAbilities) => void

const method = 'Backend.get'

/** What every dialect promises, whatever else it can. */
export const dialectRules: Readonly<Record<string, DialectRule>> = {
  'brings a call as it was made, and its result back to its id': (pair) => {
    const id = pair.nextId()
    const [call] = pair.toFar({ type: 'call', id, method, params: ['a', 1] })
    expect(call).toMatchObject({ type: 'call', method, params: ['a', 1] })
    const [result] = pair.toNear({ type: 'result', id: idOf(call), value: { found: true } })
    expect(result).toMatchObject({ type: 'result', id, value: { found: true } })
  },

  'brings a call without params, and the result of a method that returns nothing': (pair) => {
    const id = pair.nextId()
    const [call] = pair.toFar({ type: 'call', id, method, params: [] })
    expect(call).toMatchObject({ type: 'call', method, params: [] })
    const [result] = pair.toNear({ type: 'result', id: idOf(call), value: undefined })
    expect(result).toMatchObject({ type: 'result', id })
    expect((result as { value: unknown }).value ?? undefined).toBe(undefined)
  },

  'calls both ways at once, with ids that do not meet': (pair) => {
    const { id, there } = pair.call(method, ['mine'])
    const theirs = there + 1
    const [call] = pair.toNear({ type: 'call', id: theirs, method: 'Pool.ask', params: ['yours'] })
    expect(call).toMatchObject({ type: 'call', params: ['yours'] })
    expect(idOf(call)).not.toBe(id)
    expect(pair.toFar({ type: 'result', id: idOf(call), value: 2 })).toMatchObject([{ id: theirs, value: 2 }])
    expect(pair.toNear({ type: 'result', id: there, value: 1 })).toMatchObject([{ id, value: 1 }])
  },

  'takes answers in any order': (pair) => {
    const calls = Array.from({ length: 5 }, (_, n) => pair.call(method, [n]))
    for (const at of [3, 0, 4, 2, 1]) {
      const { id, there } = calls[at] as { id: number; there: number }
      expect(pair.toNear({ type: 'result', id: there, value: at })).toMatchObject([{ id, value: at }])
    }
  },

  'brings every error with its code, its message and its data': (pair, { mergesNotFound = false }) => {
    for (const code of Object.keys(errorCodes) as ErrorCode[]) {
      const { id, there } = pair.call(method, [])
      const error = { code, message: `no: ${code}`, data: { at: 3 }, execution: 'finished' } as const
      expect(pair.toNear({ type: 'error', id: there, ...error })).toMatchObject([
        { type: 'error', id, ...error },
      ])
    }
    for (const code of ['NOT_FOUND', 'UNIMPLEMENTED'] as const) {
      const { id, there } = pair.call(method, [])
      const execution = 'not-started'
      const arrived = pair.toNear({ type: 'error', id: there, code, message: 'no', execution })
      expect(arrived).toMatchObject([
        { type: 'error', id, code: mergesNotFound ? 'UNIMPLEMENTED' : code, execution },
      ])
    }
  },

  'brings a refusal as one, or as an error that says so': (pair) => {
    for (const reason of ['full', 'draining', 'paused'] as const) {
      const { id, there } = pair.call(method, [])
      const [answer] = pair.toNear({ type: 'refuse', id: there, reason })
      if (answer?.type === 'refuse') expect(answer).toMatchObject({ id, reason })
      else {
        const code = reason === 'full' ? 'RESOURCE_EXHAUSTED' : 'UNAVAILABLE'
        expect(answer).toMatchObject({ type: 'error', id, code })
      }
    }
  },

  'tells of an answer to an unknown id, so that it can be counted': (pair) => {
    const { there } = pair.call(method, [])
    const once = pair.toNear({ type: 'result', id: there, value: 1 })
    const payload = pair.far.sent.at(-1) as (typeof pair.far.sent)[number]
    const before = pair.near.got.length
    pair.near.read(payload)
    expect(pair.near.got.slice(before)).toMatchObject(once)
  },

  'cancels the call that is meant, or says nothing of it': (pair, { cancels }) => {
    pair.call(method, [])
    const { id, there } = pair.call(method, [])
    pair.call(method, [])
    const sent = pair.near.sent.length
    const told = pair.toFar({ type: 'cancel', id })
    if (cancels) expect(told).toEqual([{ type: 'cancel', id: there }])
    else expect([told, pair.near.sent.length]).toEqual([[], sent])
    expect(pair.toNear({ type: 'result', id: there, value: 'late' })).toMatchObject([{ id, value: 'late' }])
  },

  'takes values that all dialects have': (pair) => {
    const shared = [
      null,
      true,
      false,
      0,
      -1,
      2 ** 31,
      1.5,
      '',
      'aé€😀"\\\n',
      [],
      [[1], ['a']],
      { a: { b: [null] } },
    ]
    for (const value of shared) expectTravels(pair, value, value)
  },

  'takes the values that it says it takes': (pair, { values }) => {
    for (const [, sent, arrives] of values) expectTravels(pair, sent, arrives)
  },

  'refuses a value that can not travel, naming its place, and nothing of it is sent': (pair, { refused }) => {
    for (const [name, value] of refused) {
      const sent = pair.near.sent.length
      const call = { type: 'call', id: pair.nextId(), method, params: [{ inner: [value] }] } as const
      const error = thrownBy(() => pair.toFar(call))
      expect([name, error]).toMatchObject([name, { code: 'INVALID_ARGUMENT', execution: 'not-started' }])
      expect(String(error)).toContain('params[0].inner[0]')
      expect(pair.near.sent.slice(sent)).toEqual([])
      expectTravels(pair, 'next', 'next')
    }
  },

  'holds what it sends against the other side’s limits': (pair) => {
    const limits = { maxDepth: 8, maxItems: 256, maxStringBytes: 4096 }
    pair.limit(limits)
    for (const value of [deep(9), Array.from({ length: 300 }, () => 0), 'x'.repeat(4097)]) {
      const call = { type: 'call', id: pair.nextId(), method, params: [value] } as const
      expect(thrownBy(() => pair.toFar(call))).toMatchObject({
        code: 'INVALID_ARGUMENT',
        execution: 'not-started',
      })
    }
    expectTravels(pair, deep(5), deep(5))
  },

  'holds what arrives against this side’s limits: it fails only what it belongs to': (pair) => {
    pair.far.session.ourLimits = {
      ...pair.far.session.ourLimits,
      maxDepth: 8,
      maxItems: 256,
      maxStringBytes: 4096,
    }
    const answers = pair.near.session
    answers.ourLimits = { ...answers.ourLimits, maxDepth: 8, maxItems: 256, maxStringBytes: 4096 }
    for (const value of [deep(20), Array.from({ length: 300 }, () => 0), 'x'.repeat(5000)]) {
      const id = pair.nextId()
      const [bad] = pair.toFar({ type: 'call', id, method, params: [value] })
      expect(bad).toMatchObject({ type: 'bad', of: 'call', fault: expect.any(String) as string })
      const answer = { type: 'error', id: idOf(bad), code: 'INVALID_ARGUMENT', message: 'no' } as const
      expect(pair.toNear({ ...answer, execution: 'not-started' })).toMatchObject([{ type: 'error', id }])
      const { id: next, there } = pair.call(method, [])
      expect(pair.toNear({ type: 'result', id: there, value })).toMatchObject([
        { type: 'bad', of: 'result', id: next },
      ])
    }
  },

  'says at once that it lacks what is asked for, naming itself and it': (pair, { has }) => {
    const additions = {
      metadata: { metadata: { user: 'ann' } },
      idempotencyKey: { idempotencyKey: 'k' },
      trace: { trace: { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' } },
    }
    for (const [name, meta] of Object.entries(additions)) {
      const call = { type: 'call', id: pair.nextId(), method, params: [], meta } as const
      if (has.includes(name as keyof typeof additions)) expect(pair.toFar(call)).toMatchObject([{ meta }])
      else expectLack(pair, () => pair.toFar(call), name)
    }
    const notify = { type: 'notify', id: pair.nextId(), method, params: ['a'] } as const
    if (has.includes('notify'))
      expect(pair.toFar(notify)).toMatchObject([{ type: 'notify', method, params: ['a'] }])
    else expectLack(pair, () => pair.toFar(notify), 'notify')
    if (has.includes('streams')) return
    const stream = { type: 'call', id: pair.nextId(), method, params: [{ at: [items()] }] } as const
    expectLack(pair, () => pair.toFar(stream), 'streams')
  },

  'ends the connection for what is malformed, or answers it, and throws nothing else': (
    pair,
    { malformed },
  ) => {
    for (const [name, payload] of malformed) {
      const told = pair.far.got.length
      const sent = pair.far.sent.length
      const error = thrownBy(() => pair.far.read(payload))
      if (error !== undefined) expect([name, error]).toEqual([name, expect.any(ProtocolError)])
      else expect([name, pair.far.sent.length]).toEqual([name, sent + 1])
      expect([name, pair.far.got.slice(told).filter(({ type }) => type === 'call')]).toEqual([name, []])
    }
  },

  'survives what it wrote, changed anywhere': (pair) => {
    for (let n = 0; n < 20; n++) {
      const { there } = pair.call(method, [n, 'text', { a: [1.5, null, 'é'] }])
      if (n % 2 === 0) pair.toNear({ type: 'result', id: there, value: { n } })
      else pair.toNear({ type: 'error', id: there, code: 'ABORTED', message: 'no', execution: 'finished' })
    }
    const corpus = [...pair.near.sent, ...pair.far.sent]
    const random = seededRandom(20)
    const wrong: unknown[] = []
    for (let n = 0; n < 3000; n++) {
      const payload = mutated(corpus[n % corpus.length] as (typeof corpus)[number], random, corpus)
      const error = thrownBy(() => pair.far.read(payload))
      if (error !== undefined && !(error instanceof ProtocolError)) wrong.push([payload, error])
    }
    expect(wrong).toEqual([])
  },

  'knows which calls have left, and which found no socket': (pair) => {
    const { id } = pair.call(method, [])
    pair.near.connected = false
    const lost = pair.nextId()
    pair.near.say({ type: 'call', id: lost, method, params: [] })
    const arrived = pair.near.session.arrivals()
    expect([arrived(id), arrived(lost)]).toEqual([true, false])
  },

  'says of its steering only what it has words for, and never throws over it': (pair) => {
    expect(() => pair.near.say({ type: 'goAway', reason: 'done' })).not.toThrow()
    expect(() => pair.deliver()).not.toThrow()
    expectTravels(pair, 1, 1)
  },
}

function expectTravels(pair: DialectPair, sent: unknown, arrives: unknown): void {
  const id = pair.nextId()
  const [call] = pair.toFar({ type: 'call', id, method, params: [sent, 'last'] })
  expect(call).toMatchObject({ type: 'call', method })
  expect((call as { params: unknown }).params).toEqual([arrives, 'last'])
  const [result] = pair.toNear({ type: 'result', id: idOf(call), value: sent })
  expect(result).toMatchObject({ type: 'result', id })
  expect((result as { value: unknown }).value).toEqual(arrives)
}

function expectLack(pair: DialectPair, ask: () => unknown, feature: string): void {
  const sent = pair.near.sent.length
  const error = thrownBy(ask)
  expect(isRpcError(error)).toBe(true)
  expect(error).toMatchObject({ code: 'UNIMPLEMENTED', execution: 'not-started' })
  expect(String(error)).toMatch(new RegExp(`the dialect \\w+ has no ${feature}`))
  expect(pair.near.sent.slice(sent)).toEqual([])
}

function idOf(message: Message | undefined): number {
  if (message !== undefined && 'id' in message) return message.id
  throw new Error(`no id in ${JSON.stringify(message)}`)
}

function thrownBy(run: () => unknown): unknown {
  try {
    run()
  } catch (error) {
    return error
  }
  return undefined
}

function deep(levels: number): unknown {
  let value: unknown = 'bottom'
  for (let n = 0; n < levels; n++) value = [value]
  return value
}

async function* items(): AsyncGenerator<number> {
  yield 1
}
