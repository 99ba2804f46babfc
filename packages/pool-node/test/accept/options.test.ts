import { wsrpc } from '@wsrpc/core'
import { describe, expect, test } from 'vitest'
import { makeBalancer } from '../../src/balancers/choose.ts'
import type { Balancer } from '../../src/balancers/balancer.ts'
import { Pool } from '../../src/pool.ts'

/** An option that is wrong, and what its message must say. */
type Wrong = readonly [options: unknown, message: RegExp]

const join: readonly Wrong[] = [
  [{ admit: true }, /^admit must be a function/],
  [{ authenticate: 'token' }, /^authenticate must be a function/],
  [{ origins: 'https://app.example' }, /^origins must be a list/],
  [{ origins: ['app.example'] }, /^origins: 'app\.example' is not an origin.*'https:\/\/app\.example'/],
  [{ origins: ['https://app.example/'] }, /^origins: 'https:\/\/app\.example\/'/],
  [{ origins: ['https://app.example/path'] }, /^origins/],
  [{ origins: ['https://user@app.example'] }, /^origins/],
  [{ origins: ['https://app.example', '*'] }, /^origins: '\*'/],
  [{ origins: ['null'] }, /^origins: 'null'/],
  [{ origins: [7] }, /^origins: 7/],
  [{ hosts: 'pool.example' }, /^hosts must be a list/],
  [{ hosts: ['pool.example', 7] }, /^hosts must be a list.*\['pool\.example', 7\]/],
]

const pool: readonly Wrong[] = [
  ...join,
  [null, /^the options of new Pool must be an object, not null/],
  [8080, /^the options of new Pool must be an object, not 8080/],
  [{ maxAttempt: 3 }, /^new Pool has no option 'maxAttempt': it takes .*maxAttempts/],
  [{ port: 8080 }, /^new Pool has no option 'port'/],
  [{ services: ['A'] }, /^new Pool has no option 'services'/],
  [{ maxAttempts: 0 }, /^maxAttempts must be a whole number of at least 1, not 0/],
  [{ maxAttempts: 1.5 }, /^maxAttempts .*not 1\.5/],
  [{ maxAttempts: '3' }, /^maxAttempts .*not '3'/],
  [{ maxAttempts: Infinity }, /^maxAttempts .*not Infinity/],
  [{ maxAttempts: Number.NaN }, /^maxAttempts .*not NaN/],
  [{ maxAttempts: 3n }, /^maxAttempts .*not 3/],
  [{ maxAttempts: null }, /^maxAttempts .*not null/],
  [{ maxHandshakes: 0 }, /^maxHandshakes must be a whole number of at least 1/],
  [{ heartbeat: 15_000 }, /^heartbeat must be an object with interval, misses; got 15000/],
  [{ heartbeat: { intervall: 1 } }, /^heartbeat has no option 'intervall': it takes interval, misses/],
  [{ heartbeat: { interval: -1 } }, /^heartbeat\.interval must be a whole number of at least 0, not -1/],
  [{ heartbeat: { misses: 0 } }, /^heartbeat\.misses must be a whole number of at least 1/],
  [{ limits: 1024 }, /^limits must be an object/],
  [{ limits: { maxBytes: 1 } }, /^limits has no option 'maxBytes': it takes .*maxMessageBytes/],
  [{ limits: { maxDepth: 7 } }, /^limits\.maxDepth must be a whole number of at least 8/],
  [{ limits: { maxCalls: '1k' } }, /^limits\.maxCalls .*not '1k'/],
  [{ exposeErrors: 'yes' }, /^exposeErrors must be true or false, not 'yes'/],
  [{ interceptors: { call: [] } }, /^interceptors has no option 'call': it takes calls, handlers/],
  [{ interceptors: { calls: () => 1 } }, /^interceptors\.calls must be a list of functions/],
  [{ interceptors: { handlers: ['log'] } }, /^interceptors\.handlers must be a list of functions/],
  [{ runtime: { now: 1 } }, /^runtime has no option 'now': it takes clock, random/],
]

const bind: readonly Wrong[] = [
  ...join,
  [null, /^the options of bind must be an object, not null/],
  [{ service: ['A'] }, /^bind has no option 'service': it takes .*services/],
  [{ maxAttempts: 3 }, /^bind has no option 'maxAttempts'/],
  [{ services: 'Backend' }, /^services must be a list of service names; got 'Backend'/],
  [{ services: ['A', 'B.c'] }, /^a service's name .*without a dot.*"B\.c"/],
  [{ services: [''] }, /^a service's name/],
  [{ services: [7] }, /^a service's name/],
  [{ dialect: 'wsrpc' }, /^dialect must be a dialect.*got 'wsrpc'/],
  [{ dialect: null }, /^dialect must be a dialect.*got null/],
  [{ dialect: wsrpc }, /^dialect must be a dialect.*got a function: call it, as wsrpc\(\)$/],
  [{ balancer: 'fair' }, /^balancer must be 'leastLoaded'.*not 'fair'/],
  [{ balancer: 'toString' }, /^balancer .*not 'toString'/],
  [{ balancer: {} }, /^balancer .*not an object/],
  [{ balancer: null }, /^balancer .*not null/],
  [{ balancer: 7 }, /^balancer .*not 7/],
  [{ queue: 100 }, /^queue must be an object with limit, tenantLimit, tenantWeights; got 100/],
  [{ queue: { max: 100 } }, /^queue has no option 'max': it takes limit/],
  [{ queue: { tenantLimit: 0.5 } }, /^queue\.tenantLimit must be a whole number of at least 0, not 0\.5/],
  [
    { queue: { tenantWeights: 2 } },
    /^queue\.tenantWeights must be an object of weights by tenant, or a function/,
  ],
  [{ queue: { tenantWeights: { a: 0 } } }, /^queue\.tenantWeights\.a must be a number over 0, not 0/],
  [{ weight: 2 }, /^weight must be a function, as \(connection\) => 2; got 2/],
  [{ hedge: 'often' }, /^hedge must be a number of ms above 0, or a percentile/],
  [{ slowStart: -1 }, /^slowStart must be a whole number of at least 0/],
  [{ ejection: { consecutive: 1 } }, /^ejection has no option 'consecutive': it takes consecutiveFailures/],
  [{ retryBudget: { ratio: -1 } }, /^retryBudget\.ratio must be a number of at least 0/],
  [{ queue: { limit: -1 } }, /^queue\.limit must be a whole number of at least 0/],
  [{ idempotent: 'Backend.get' }, /^idempotent must be a list of methods.*got 'Backend\.get'/],
  [{ idempotent: ['get'] }, /^idempotent must be a list of methods, as \['Backend\.get'\].*\['get'\]/],
  [{ idempotent: [true] }, /^idempotent/],
  [{ idempotent: 1 }, /^idempotent/],
  [{ callbacks: 'Log' }, /^callbacks must be an object of services by name; got 'Log'/],
  [{ callbacks: null }, /^callbacks .*got null/],
  [{ callbacks: { Log: {} } }, /'Log' has no methods/],
  [{ callbacks: { 'L.og': { write: () => 1 } } }, /without a dot/],
]

const bindIn: readonly Wrong[] = [
  ...join,
  [{ services: ['A'] }, /^bindIn has no option 'services': it takes .*dialect/],
  [{ queue: { limit: 1 } }, /^bindIn has no option 'queue'/],
  [{ dialect: {} }, /^dialect must be a dialect/],
]

describe.each<[string, readonly Wrong[], (options: never) => unknown]>([
  ['new Pool', pool, (options) => new Pool(options)],
  ['bind', bind, (options) => new Pool().bind('/p', options)],
  ['bindIn', bindIn, (options) => new Pool().bindIn('/p', { Log: { write: () => 1 } }, options)],
])('%s refuses what is wrong with a TypeError that names it', (_where, table, make) => {
  test.each(table.map(([options, message]) => [message, options] as const))('%s', (message, options) => {
    expect(() => make(options as never)).toThrow(TypeError)
    expect(() => make(options as never)).toThrow(message)
  })
})

test('what is right, or left out, is taken', () => {
  const good = [
    {},
    { maxAttempts: 1, maxHandshakes: 1, heartbeat: { interval: 0, misses: 1 }, limits: { maxDepth: 8 } },
    {
      origins: ['https://app.example', 'http://localhost:3000', 'chrome-extension://abcd'],
      hosts: ['pool.example'],
    },
    { origins: () => true, admit: () => true, authenticate: () => 'me', exposeErrors: true },
    { interceptors: { calls: [(_context: unknown, next: () => unknown) => next()], handlers: [] } },
  ]
  for (const options of good) expect(() => new Pool(options)).not.toThrow()
  const bindings = [
    {},
    { services: [] },
    { services: ['A', 'B'], queue: { limit: 0 }, idempotent: true },
    { idempotent: ['A.get', 'A.b.c'], balancer: 'roundRobin' as const },
    { callbacks: { Log: { write: () => 1 } } },
    { ejection: false as const, hedge: false as const },
  ]
  for (const options of bindings) expect(() => new Pool().bind('/p', options)).not.toThrow()
})

test('a balancer is taken by name, as a function or whole', () => {
  for (const name of ['leastLoaded', 'roundRobin', 'random'] as const)
    expect(makeBalancer(name).name).toBe(name)
  expect(makeBalancer().name).toBe('leastLoaded')
  const pick: Balancer['pick'] = ([first]) => first as never
  expect(makeBalancer(pick)).toEqual({ name: 'function', keyed: true, pick })
  const mine = { name: 'mine', pick }
  expect(makeBalancer(mine)).toBe(mine)
})
