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
  'brings a call as it was made, and its result back to its id': (pair, abilities) => {
    const params = paramsOf(abilities, 1)
    const id = pair.nextId()
    const [call] = pair.toFar({ type: 'call', id, method, params })
    expect(call).toMatchObject({ type: 'call', method, params })
    const [result] = pair.toNear({ type: 'result', id: idOf(call), value: 'found' })
    expect(result).toMatchObject({ type: 'result', id, value: 'found' })
  },

  'brings a call without params, and the result of a method that returns nothing': (pair, { oneParam }) => {
    const params = oneParam === true ? ['only'] : []
    const id = pair.nextId()
    const [call] = pair.toFar({ type: 'call', id, method, params })
    expect(call).toMatchObject({ type: 'call', method, params })
    const [result] = pair.toNear({ type: 'result', id: idOf(call), value: undefined })
    expect(result).toMatchObject({ type: 'result', id })
  },

  'calls both ways at once, with ids that do not meet, or one way only': (pair, abilities) => {
    const { id, there } = pair.call(method, paramsOf(abilities, 1))
    if (abilities.oneWay !== true) {
      const theirs = there + 1
      const params = paramsOf(abilities, 2)
      const [call] = pair.toNear({ type: 'call', id: theirs, method: 'Pool.ask', params })
      expect(call).toMatchObject({ type: 'call', params })
      expect(idOf(call)).not.toBe(id)
      const answers = pair.toFar({ type: 'result', id: idOf(call), value: 'two' })
      expect(answers).toMatchObject([{ id: theirs, value: 'two' }])
    }
    expect(pair.toNear({ type: 'result', id: there, value: 'one' })).toMatchObject([{ id, value: 'one' }])
  },

  'takes answers in any order': (pair, abilities) => {
    const calls = Array.from({ length: 5 }, (_, n) => pair.call(method, paramsOf(abilities, n)))
    for (const at of [3, 0, 4, 2, 1]) {
      const { id, there } = calls[at] as { id: number; there: number }
      const value = `answer ${at}`
      expect(pair.toNear({ type: 'result', id: there, value })).toMatchObject([{ id, value }])
    }
  },

  'brings every error, as far as it has words for it': (pair, abilities) => {
    const data = { at: 3 }
    const finished = (Object.keys(errorCodes) as ErrorCode[]).map((code) => {
      return { code, message: `no: ${code}`, data, execution: 'finished' } as const
    })
    const unstarted = (['NOT_FOUND', 'UNIMPLEMENTED', 'PERMISSION_DENIED'] as const).map((code) => {
      return { code, message: 'no such thing', execution: 'not-started' } as const
    })
    for (const error of [...finished, ...unstarted]) {
      const { id, there } = pair.call(method, paramsOf(abilities, 1))
      const arrived = pair.toNear({ type: 'error', id: there, ...error })
      expect(arrived).toMatchObject([{ type: 'error', id, ...(abilities.errorThere?.(error) ?? error) }])
    }
  },

  'brings a refusal as one, or as an error that says so': (pair, abilities) => {
    for (const reason of ['full', 'draining', 'paused'] as const) {
      const { id, there } = pair.call(method, paramsOf(abilities, 1))
      const [answer] = pair.toNear({ type: 'refuse', id: there, reason })
      expect(answer).toMatchObject({ id })
      const code = reason === 'full' ? 'RESOURCE_EXHAUSTED' : 'UNAVAILABLE'
      const error = { code, message: '', execution: 'not-started' } as const
      const said = abilities.errorThere?.(error).code ?? code
      expect(answer).toMatchObject(answer?.type === 'refuse' ? { reason } : { type: 'error', code: said })
    }
  },

  'tells of an answer to an unknown id, so that it can be counted': (pair, abilities) => {
    const { there } = pair.call(method, paramsOf(abilities, 1))
    const once = pair.toNear({ type: 'result', id: there, value: 'once' })
    const payload = pair.far.sent.at(-1) as (typeof pair.far.sent)[number]
    const before = pair.near.got.length
    pair.near.read(payload)
    expect(pair.near.got.slice(before)).toMatchObject(once)
  },

  'cancels the call that is meant, or says nothing of it': (pair, abilities) => {
    const { cancels } = abilities
    pair.call(method, paramsOf(abilities, 1))
    const { id, there } = pair.call(method, paramsOf(abilities, 2))
    pair.call(method, paramsOf(abilities, 3))
    const sent = pair.near.sent.length
    const told = pair.toFar({ type: 'cancel', id })
    if (cancels) expect(told).toEqual([{ type: 'cancel', id: there }])
    else expect([told, pair.near.sent.length]).toEqual([[], sent])
    expect(pair.toNear({ type: 'result', id: there, value: 'late' })).toMatchObject([{ id, value: 'late' }])
  },

  'takes plain values, and brings them as they are': (pair, abilities) => {
    const { plainValues = valuesOfJson } = abilities
    for (const value of plainValues) expectTravels(pair, abilities, value, value)
  },

  'takes the values that it says it takes': (pair, abilities) => {
    for (const [, sent, arrives] of abilities.values) expectTravels(pair, abilities, sent, arrives)
  },

  'refuses a value that can not travel, naming its place, and nothing of it is sent': (pair, abilities) => {
    for (const [name, value] of abilities.refused) {
      const sent = pair.near.sent.length
      const call = { type: 'call', id: pair.nextId(), method, params: [{ Inner: [value] }] } as const
      const error = thrownBy(() => pair.toFar(call))
      expect([name, error]).toMatchObject([name, { code: 'INVALID_ARGUMENT', execution: 'not-started' }])
      expect(String(error)).toContain('params[0].Inner[0]')
      expect(pair.near.sent.slice(sent)).toEqual([])
      expectTravels(pair, abilities, 'next', 'next')
    }
  },

  'refuses a result that can not travel, and the call can still be answered': (pair, abilities) => {
    for (const [name, value] of abilities.refused) {
      const { id, there } = pair.call(method, paramsOf(abilities, 1))
      const result = { type: 'result', id: there, value: { Inner: [value] } } as const
      const error = thrownBy(() => pair.toNear(result))
      expect([name, error]).toMatchObject([name, { code: 'INVALID_ARGUMENT', execution: 'not-started' }])
      expect(pair.toNear({ type: 'result', id: there, value: 'next' })).toMatchObject([{ id, value: 'next' }])
    }
  },

  'holds what it sends against the other side’s limits': (pair, abilities) => {
    const limits = { maxDepth: 8, maxItems: 256, maxStringBytes: 4096 }
    pair.limit(limits)
    for (const value of [deep(9), Array.from({ length: 300 }, () => 0), 'x'.repeat(4097)]) {
      const call = { type: 'call', id: pair.nextId(), method, params: [value] } as const
      expect(thrownBy(() => pair.toFar(call))).toMatchObject({
        code: 'INVALID_ARGUMENT',
        execution: 'not-started',
      })
    }
    expectTravels(pair, abilities, deep(5), deep(5))
  },

  'holds what arrives against this side’s limits: it fails only what it belongs to': (pair, abilities) => {
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
      const { id: next, there } = pair.call(method, paramsOf(abilities, 1))
      expect(pair.toNear({ type: 'result', id: there, value })).toMatchObject([
        { type: 'bad', of: 'result', id: next },
      ])
    }
  },

  'says at once that it lacks what is asked for, naming itself and it': (pair, abilities) => {
    const { has } = abilities
    const params = paramsOf(abilities, 1)
    const additions = {
      metadata: { metadata: { user: 'ann' } },
      idempotencyKey: { idempotencyKey: 'k' },
      trace: { trace: { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' } },
    }
    for (const [name, meta] of Object.entries(additions)) {
      const call = { type: 'call', id: pair.nextId(), method, params, meta } as const
      if (has.includes(name as keyof typeof additions)) expect(pair.toFar(call)).toMatchObject([{ meta }])
      else expectLack(pair, () => pair.toFar(call), name)
    }
    const notify = { type: 'notify', id: pair.nextId(), method, params } as const
    if (has.includes('notify')) expect(pair.toFar(notify)).toMatchObject([{ type: 'notify', method, params }])
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

  'survives what it wrote, changed anywhere': (pair, abilities) => {
    for (let n = 0; n < 20; n++) {
      const { there } = pair.call(method, paramsOf(abilities, n))
      if (n % 2 === 0) pair.toNear({ type: 'result', id: there, value: `answer ${n}` })
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

  'knows which calls have left, and which found no socket': (pair, abilities) => {
    const { id } = pair.call(method, paramsOf(abilities, 1))
    pair.near.connected = false
    const lost = pair.nextId()
    pair.near.say({ type: 'call', id: lost, method, params: paramsOf(abilities, 2) })
    const arrived = pair.near.session.arrivals()
    expect([arrived(id), arrived(lost)]).toEqual([true, false])
  },

  'says of its steering only what it has words for, and never throws over it': (pair, abilities) => {
    expect(() => pair.near.say({ type: 'goAway', reason: 'done' })).not.toThrow()
    expect(() => pair.deliver()).not.toThrow()
    expectTravels(pair, abilities, 'still', 'still')
  },
}

const valuesOfJson: readonly unknown[] = [
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

/** Some params that are text: those any dialect has. */
function paramsOf({ oneParam }: DialectAbilities, n: number): readonly unknown[] {
  return oneParam === true ? [`param ${n}`] : [`param ${n}`, 'another é']
}

function expectTravels(
  pair: DialectPair,
  { oneParam }: DialectAbilities,
  sent: unknown,
  arrives: unknown,
): void {
  const rest = oneParam === true ? [] : ['last']
  const id = pair.nextId()
  const [call] = pair.toFar({ type: 'call', id, method, params: [sent, ...rest] })
  expect(call).toMatchObject({ type: 'call', method })
  expect((call as { params: unknown }).params).toEqual([arrives, ...rest])
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
