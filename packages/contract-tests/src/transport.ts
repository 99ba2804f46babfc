import type { Transport } from '@wsrpc/core'
import { describe, test } from 'vitest'
import { Ear } from './transport-ear.ts'
import { transportRules, type Wire } from './transport-rules.ts'

/** Two ends of one wire, open. Disposing of it must close whatever is behind it. */
export interface TransportPair extends AsyncDisposable {
  readonly near: Transport
  readonly far: Transport
}

/** Rules that one end is known to break when it speaks, by name, each with the cause. They are run, and must fail. */
export interface TransportDifferences {
  readonly near?: Readonly<Record<string, string>>
  readonly far?: Readonly<Record<string, string>>
}

/** What every transport must do. Both ends are held to it: each speaks once and listens once. */
export function describeTransport(
  name: string,
  makePair: () => Promise<TransportPair>,
  differences: TransportDifferences = {},
): void {
  for (const side of ['near', 'far'] as const) {
    for (const rule of Object.keys(differences[side] ?? {})) {
      if (!Object.hasOwn(transportRules, rule)) throw new TypeError(`there is no rule '${rule}'`)
    }
    describe(`${name}: the ${side} end`, () => {
      for (const [rule, check] of Object.entries(transportRules)) {
        const cause = differences[side]?.[rule]
        const run = (): Promise<void> => check(() => openWire(makePair, side))
        const declare = cause === undefined ? test : test.fails
        declare(cause === undefined ? rule : `${rule} (not here: ${cause})`, run)
      }
    })
  }
}

async function openWire(makePair: () => Promise<TransportPair>, side: 'near' | 'far'): Promise<Wire> {
  const pair = await makePair()
  const [speaker, listener] = side === 'near' ? [pair.near, pair.far] : [pair.far, pair.near]
  const [speakerEar, listenerEar] = [new Ear(), new Ear()]
  speaker.receiver = speakerEar
  listener.receiver = listenerEar
  return {
    speaker,
    listener,
    speakerEar,
    listenerEar,
    [Symbol.asyncDispose]: () => pair[Symbol.asyncDispose](),
  }
}
