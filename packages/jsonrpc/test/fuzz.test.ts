// The examples of the specification, changed anywhere: whatever comes is answered or ignored, and the next call works.

import { seededRandom } from '@wsrpc/contract-tests/chance'
import { DialectEnd } from '@wsrpc/contract-tests/dialect/ends'
import { mutated } from '@wsrpc/contract-tests/dialect/mutate'
import { expect, test } from 'vitest'
import { jsonrpc } from '../src/index.ts'
import { examples } from './examples.ts'

const rounds = Number(process.env['FUZZ_ROUNDS'] ?? 10_000)
const seed = Number(process.env['FUZZ_SEED'] ?? 7)

interface Answer {
  readonly jsonrpc: string
  readonly id: unknown
}

/** An end that answers each call as it is read. */
function serve(): DialectEnd {
  return new DialectEnd(jsonrpc({ service: 'Math' }), '', 'acceptor')
}

/** What it said to this. */
function said(end: DialectEnd, payload: string | Uint8Array): string[] {
  const before = end.got.length
  end.read(payload)
  for (const message of end.got.splice(before)) {
    if (message.type === 'call') end.say({ type: 'result', id: message.id, value: message.params.length })
    else if (message.type === 'bad' && message.of === 'call') {
      const execution = 'not-started'
      end.say({ type: 'error', id: message.id, code: 'INVALID_ARGUMENT', message: message.fault, execution })
    }
  }
  return end.wire.splice(0) as string[]
}

function isAnswer(value: unknown): boolean {
  const { jsonrpc: version, id } = value as Answer
  return version === '2.0' && (id === null || typeof id === 'string' || typeof id === 'number')
}

/** Whether this may be said to one message: nothing, one answer, or one array of answers. */
function isFine(answers: readonly string[]): boolean {
  if (answers.length !== 1) return answers.length === 0
  const answer: unknown = JSON.parse(answers[0] as string)
  return Array.isArray(answer) ? answer.length > 0 && answer.every(isAnswer) : isAnswer(answer)
}

test.each(['text', 'binary'])(`${rounds} changed messages as %s end nothing (FUZZ_SEED=${seed})`, (kind) => {
  const random = seededRandom(seed)
  const corpus = examples.flatMap(([, sent, back]) => (back === undefined ? [sent] : [sent, back]))
  const bytes = new TextEncoder()
  const end = serve()
  const wrong: unknown[] = []
  for (let n = 0; n < rounds; n++) {
    const text = corpus[n % corpus.length] as string
    const payload = mutated(kind === 'text' ? text : bytes.encode(text), random, corpus)
    const answers = said(end, payload)
    if (!isFine(answers)) wrong.push([payload, answers])
    const next = said(end, '{"jsonrpc":"2.0","method":"sum","params":[1,2],"id":"next"}')
    if (next[0] !== '{"jsonrpc":"2.0","result":2,"id":"next"}') wrong.push([payload, next])
  }
  expect(wrong).toEqual([])
  expect(end.overloads).toBe(0)
})
