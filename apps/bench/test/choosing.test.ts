import { describe, expect, test } from 'vitest'
import { readArguments } from '../src/arguments.ts'
import { choose } from '../src/choose.ts'

const rows = [{ name: 'calls-1' }, { name: 'calls-16' }, { name: 'cpu' }]
const contenders = [{ name: 'bare', control: true }, { name: 'wsrpc' }, { name: 'nats' }] as const

/** The names that some words choose. */
function chosen(...words: string[]): { rows: string[]; contenders: string[] } {
  const choice = choose(words, rows, [...contenders])
  return { rows: choice.rows.map(({ name }) => name), contenders: choice.contenders.map(({ name }) => name) }
}

describe('words', () => {
  test('without any it is all', () => {
    expect(chosen()).toEqual({ rows: ['calls-1', 'calls-16', 'cpu'], contenders: ['bare', 'wsrpc', 'nats'] })
  })

  test('name rows, or the beginning of their names', () => {
    expect(chosen('calls-1').rows).toEqual(['calls-1'])
    expect(chosen('calls').rows).toEqual(['calls-1', 'calls-16'])
    expect(chosen('cpu').contenders).toEqual(['bare', 'wsrpc', 'nats'])
  })

  test('name contenders, and the controls stay', () => {
    expect(chosen('wsrpc')).toEqual({ rows: ['calls-1', 'calls-16', 'cpu'], contenders: ['bare', 'wsrpc'] })
  })

  test('that fit nothing are named', () => {
    expect(() => chosen('cpu', 'grpc')).toThrow("no row and no contender 'grpc'")
  })
})

describe('arguments', () => {
  test('are options and words, in any order', () => {
    expect(readArguments(['calls', '--quick', 'nats', '--json'])).toEqual({
      quick: true,
      json: true,
      check: false,
      parts: false,
      readme: false,
      list: false,
      help: false,
      words: ['calls', 'nats'],
    })
  })

  test('that there are not are named', () => {
    expect(() => readArguments(['--fast'])).toThrow("There is no option '--fast'.")
  })
})
