import { json, msgpack } from '@wsrpc/provider'
import { contains, equal, failure, matches } from '../check.ts'
import type { SeenError } from '../pool.ts'
import { same, show } from '../same.ts'
import type { Group, Test } from '../test.ts'
import { arrival, type CodecName, refusals, valueTable } from '../values.ts'

const codecs = { msgpack, json }

/** Says what arrived otherwise than it should; '' if nothing did. */
function checker(codec: CodecName) {
  return (kind: string, index: number, value: unknown, { deep }: { deep: unknown[] }): string => {
    const one = valueTable[kind]![index]!
    const expected = arrival(one, codec)
    // As in JSON, nothing in an array is null.
    const inArray = expected === undefined ? null : expected
    if (same(value, expected) && same(deep, [inArray])) return ''
    return `the provider got ${show(value)} and ${show(deep)} instead of ${show(expected)}`
  }
}

function exchange(codec: CodecName, kind: string): Test {
  return async (world) => {
    const { pool } = await world.join({
      connect: { codec: codecs[codec]() },
      services: {
        Values: {
          check: checker(codec),
          give: (ofKind: string, index: number) => valueTable[ofKind]![index]!.value,
        },
      },
    })
    equal(await pool.ask('exchangeValues', { kind, codec }), [], 'what went wrong')
  }
}

function refuse(codec: CodecName): Test {
  return async (world) => {
    const { pool, connection } = await world.join({
      connect: { codec: codecs[codec]() },
      services: {
        Values: { take: () => 'it came', giveRefused: (name: string) => refusals[name]?.[0]() },
      },
    })
    const atThePool = await pool.ask<Record<string, SeenError>>('sendRefused')
    for (const [name, [make, says]] of Object.entries(refusals)) {
      const sent = await failure(connection.call('Desk.echo', [make()]))
      const result = await pool.failure('Values.giveRefused', [name])
      matches(sent, { code: 'INVALID_ARGUMENT', execution: 'not-started' }, name)
      contains(sent.message, says)
      matches(result, { code: 'INVALID_ARGUMENT', execution: 'finished' }, name)
      matches(atThePool[name], { code: 'INVALID_ARGUMENT', execution: 'not-started' }, name)
    }
    equal(await connection.call('Desk.echo', ['still there']), 'still there')
  }
}

const names = Object.keys(codecs) as CodecName[]

/** What travels, in either codec, both ways; and what does not. */
export const values: Group = Object.fromEntries(
  names.flatMap((codec) => [
    ...Object.keys(valueTable).map((kind) => [`${kind}, in ${codec}`, exchange(codec, kind)] as const),
    [`refuses what can't travel, in ${codec}`, refuse(codec)] as const,
  ]),
)
