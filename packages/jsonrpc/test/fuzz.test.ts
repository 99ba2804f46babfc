// The examples of the specification, changed anywhere: whatever comes is answered as the specification demands, or not at all
// where it demands silence, and the next call works.

import { isDeepStrictEqual } from 'node:util'
import { seededRandom } from '@wsrpc/contract-tests/chance'
import { DialectEnd } from '@wsrpc/contract-tests/dialect/ends'
import { mutated } from '@wsrpc/contract-tests/dialect/mutate'
import { describe, expect, test } from 'vitest'
import { jsonrpc } from '../src/index.ts'
import { type Demand, demandOf, readJson } from './demanded.ts'
import { examples } from './examples.ts'
import { reshaped } from './reshaped.ts'

const rounds = Number(process.env['FUZZ_ROUNDS'] ?? 10_000)
const seed = Number(process.env['FUZZ_SEED'] ?? 7)
/** In ms: many more rounds may be asked for. */
const timeout = Math.max(10_000, rounds)

const corpus = examples.flatMap(([, sent, back]) => (back === undefined ? [sent] : [sent, back]))
const wellFormed = corpus.filter(isJson)

type Change = (n: number, random: () => number) => string | Uint8Array

const changes: readonly (readonly [name: string, change: Change])[] = [
  ['texts with other characters', (n, random) => mutated(nth(corpus, n), random, corpus)],
  ['texts with other bytes', (n, random) => mutated(Buffer.from(nth(corpus, n)), random, corpus)],
  ['texts with other members', (n, random) => reshaped(nth(wellFormed, n), random)],
]

function nth(texts: readonly string[], n: number): string {
  return texts[n % texts.length] as string
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** What it does about a message. Each call is answered as it is read. */
function done(end: DialectEnd, payload: string | Uint8Array): Demand<unknown> {
  end.read(payload)
  let notifications = 0
  for (const message of end.got.splice(0)) {
    if (message.type === 'notify') notifications++
    if (message.type === 'call') end.say({ type: 'result', id: message.id, value: message.params.length })
  }
  const said = end.wire.splice(0).map((text) => readJson(text as string))
  return { answers: said.length <= 1 ? said[0] : { severalMessages: said }, notifications }
}

/** Of a batch they come in any order (section 6). */
function inOrder(answers: unknown): unknown {
  const text = (answer: unknown): string => JSON.stringify(answer)
  return Array.isArray(answers) ? answers.toSorted((a, b) => (text(a) < text(b) ? -1 : 1)) : answers
}

function isMet(demand: Demand, told: Demand<unknown>): boolean {
  return (
    isDeepStrictEqual(inOrder(told.answers), inOrder(demand.answers)) &&
    told.notifications === demand.notifications
  )
}

test.each(changes)(
  `${rounds} %s are answered as they have to be (FUZZ_SEED=${seed})`,
  { timeout },
  (_, change) => {
    const random = seededRandom(seed)
    const end = new DialectEnd(jsonrpc({ service: 'Math' }), '', 'acceptor')
    const next = '{"jsonrpc":"2.0","method":"sum","params":[1,2],"id":"next"}'
    const wrong: unknown[] = []
    for (let n = 0; n < rounds; n++) {
      for (const payload of [change(n, random), next]) {
        const demand = demandOf(payload)
        const told = done(end, payload)
        if (!isMet(demand, told) && wrong.length < 5) wrong.push({ payload, demand, told })
      }
    }
    expect(wrong).toEqual([])
    expect(end.overloads).toBe(0)
  },
)

describe('the demands', () => {
  test('are those that the examples of the specification show', () => {
    const codes = [-32700, -32600]
    /** What is the same whatever the methods do: ids, and that a message is none. */
    const outline = (answer: unknown): unknown => {
      if (Array.isArray(answer)) return answer.map(outline)
      const { id, error } = answer as { id: unknown; error?: { code: number } }
      return error !== undefined && codes.includes(error.code) ? { id, error } : { id }
    }
    for (const [name, sent, back] of examples) {
      const { answers } = demandOf(sent)
      const shown = back === undefined ? undefined : outline(JSON.parse(back))
      expect([name, answers === undefined ? undefined : outline(answers)]).toEqual([name, shown])
    }
  })

  test('are of every kind among the changed messages', () => {
    const random = seededRandom(seed)
    const messages = changes.flatMap(([, change]) =>
      Array.from({ length: 10_000 }, (_, n) => change(n, random)),
    )
    expect([...new Set(messages.flatMap(kindsOf))].toSorted()).toEqual([
      'alone: -32600, its id',
      'alone: -32600, null',
      'alone: -32700, null',
      'alone: result, its id',
      'alone: result, null',
      'in a batch: -32600, its id',
      'in a batch: -32600, null',
      'in a batch: result, its id',
      'in a batch: result, null',
      'nothing to a notification',
      'nothing to an answer',
    ])
  })
})

function kindsOf(payload: string | Uint8Array): string[] {
  const { answers, notifications } = demandOf(payload)
  if (answers === undefined) return [`nothing to ${notifications > 0 ? 'a notification' : 'an answer'}`]
  const place = Array.isArray(answers) ? 'in a batch' : 'alone'
  return [answers]
    .flat()
    .map(({ id, error }) => `${place}: ${error?.code ?? 'result'}, ${id === null ? 'null' : 'its id'}`)
}
