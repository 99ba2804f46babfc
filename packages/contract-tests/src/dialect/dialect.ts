import type { Dialect } from '@wsrpc/core'
import { describe, expect, test } from 'vitest'
import type { DialectAbilities } from './abilities.ts'
import { DialectPair } from './ends.ts'
import { dialectRules } from './rules.ts'

export type { DialectAbilities } from './abilities.ts'

/** What every dialect must do, whoever of the two ends dialled, in each of its subprotocols. */
export function describeDialect(name: string, dialect: Dialect, abilities: DialectAbilities): void {
  const subprotocols = dialect.bare === true ? ['', ...dialect.subprotocols] : dialect.subprotocols
  for (const subprotocol of subprotocols) {
    for (const role of ['dialler', 'acceptor'] as const) {
      describe(`${name}, ${subprotocol === '' ? 'no subprotocol' : subprotocol}: the ${role} calls`, () => {
        test.each(Object.entries(dialectRules))('%s', (_, check) => {
          expect.hasAssertions()
          check(new DialectPair(dialect, subprotocol, role), abilities)
        })
      })
    }
  }
  test(`${name} says what it is`, () => {
    expect(dialect.name).toMatch(/^[a-z][\w-]*$/i)
    expect(dialect.subprotocols.length).toBeGreaterThan(0)
    expect(new Set(dialect.subprotocols).size).toBe(dialect.subprotocols.length)
    expect(new Set(dialect.features).size).toBe(dialect.features.length)
    // Who shakes hands has agreed on a subprotocol before.
    expect(dialect.handshake && dialect.bare === true).toBe(false)
    // What a path says of calls that nobody can take yet goes by them.
    if (dialect.handshake) return
    const { has, cancels } = abilities
    const asked = has.filter((feature) => feature !== 'streams')
    expect([...dialect.features].sort()).toEqual([...asked, ...(cancels ? ['cancel'] : [])].sort())
  })
}
