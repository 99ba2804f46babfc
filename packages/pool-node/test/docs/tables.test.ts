// Tables of names in the READMEs against the code: what is new there has to be in the document too.

import { type DialectHost, type DialectSession, Link } from '@wsrpc/core'
import { expect, test } from 'vitest'
import { Pool } from '../../src/index.ts'
import { namesIn, rows } from './tables.ts'

const core = 'packages/core/README.md'

test("the pool's README lists all that stats() tells", () => {
  const table = rows('packages/pool-node/README.md', 'name', 'what it counts')
  expect(table.flatMap(([name]) => namesIn(name))).toEqual(Object.keys(new Pool().stats()))
})

test("core's README lists what a dialect has to have, and what its host has", () => {
  // The compiler knows when one is missing here.
  const session = {
    write: 1,
    read: 1,
    flush: 1,
    sendBatch: 1,
    batched: 1,
    lazyItems: 1,
    refs: 1,
    ignored: 1,
    theirLimits: 1,
    ourLimits: 1,
    parts: 1,
    isCutting: 1,
    abort: 1,
    hasRoom: 1,
    itemRoom: 1,
    wait: 1,
    isIdle: 1,
    keeps: 1,
    received: 1,
    owesAck: 1,
    ackDelay: 1,
    acknowledge: 1,
    canResume: 1,
    resume: 1,
    arrivals: 1,
  } satisfies Record<keyof DialectSession, 1>
  const host = {
    transmit: 1,
    flushSoon: 1,
    onRoom: 1,
    onLeft: 1,
    onOverload: 1,
    onIdle: 1,
    onFault: 1,
    onBreach: 1,
  } satisfies Record<keyof DialectHost, 1>
  const table = rows(core, 'task', 'of the session', 'of its host')
  const listed = (column: number): Set<string> => new Set(table.flatMap((row) => namesIn(row[column])))
  expect(listed(1)).toEqual(new Set(Object.keys(session)))
  expect(listed(2)).toEqual(new Set(Object.keys(host)))
})

test("what core's README says of a link is there", () => {
  const listed = rows(core, 'call', 'what it does').flatMap(([call]) => namesIn(call))
  const methods = listed.filter((name) => !name.startsWith('LinkHost.')).map((name) => name.split('.')[1])
  expect(methods.length).toBeGreaterThan(4)
  expect(Object.getOwnPropertyNames(Link.prototype)).toEqual(expect.arrayContaining(methods))
})
