import { describe, expect, it } from 'vitest'
import { readFields } from './read-fields.ts'
import {
  cancelled,
  checkCall,
  deadlineExceeded,
  deadlineOf,
  defaultTimeout,
  metaOf,
} from '../../src/service/call.ts'

describe('what a caller typed', () => {
  it.each([
    ['S.m', [], undefined],
    ['S.a.b', [1], {}],
    ['S.m', [], { timeout: Infinity }],
    ['S.m', [], { timeout: -5 }],
    ['S.m', [], { idempotencyKey: '', metadata: {}, trace: { traceparent: 'p' } }],
    ['S.m', [], { metadata: Object.create(null) as Record<string, unknown> }],
    [`S.${'m'.repeat(254)}`, [], undefined],
  ] as const)('is taken: %s %j %j', (method, params, options) => {
    expect(() => checkCall(method, params, options)).not.toThrow()
  })

  it.each([
    { method: 5, says: "a method's name must be a string, not number" },
    { method: undefined, says: "a method's name must be a string, not undefined" },
    { method: 'm', says: "'m' is not a method's name: write 'Service.method'" },
    { method: '.m', says: "'.m' is not a method's name" },
    { method: 'S.', says: "'S.' is not a method's name" },
    { method: `S.${'m'.repeat(255)}`, says: 'at most 256 characters' },
  ])('has a method: $says', ({ method, says }) => {
    expect(() => checkCall(method, [], undefined)).toThrow(says)
  })

  it.each([
    { params: 'id', says: "the params of S.m must be an array: did you mean ['id']?" },
    { params: { a: 1 }, says: 'did you mean [{ … }]?' },
    { params: 5, says: 'did you mean […]?' },
  ])('has params: $says', ({ params, says }) => {
    expect(() => checkCall('S.m', params, undefined)).toThrow(says)
  })

  it.each([
    { options: { timeout: '5' }, says: 'timeout must be a number' },
    { options: { timeout: NaN }, says: 'timeout must be a number' },
    { options: { idempotencyKey: 5 }, says: 'idempotencyKey must be a string' },
    {
      options: { idempotencyKey: 'k'.repeat(4097) },
      says: 'idempotencyKey must be a string of at most 4096',
    },
    { options: { metadata: [] }, says: 'metadata must be a plain object' },
    { options: { metadata: new Map() }, says: 'metadata must be a plain object' },
    { options: { metadata: 'a' }, says: 'metadata must be a plain object' },
    { options: { metadata: null }, says: 'metadata must be a plain object' },
    { options: { metadata: new Date(0) }, says: 'metadata must be a plain object' },
    { options: { trace: {} }, says: 'trace must be' },
    { options: { trace: null }, says: 'trace must be' },
    { options: { trace: { traceparent: 'p', tracestate: 5 } }, says: 'trace must be' },
    { options: { trace: { traceparent: 'p'.repeat(513) } }, says: 'trace must be' },
  ])('has options that a receiver takes: $options', ({ options, says }) => {
    expect(() => checkCall('S.m', [], options as never)).toThrow(says)
  })

  it('arrives, up to the longest', () => {
    const options = {
      timeout: Number.MAX_VALUE,
      idempotencyKey: 'k'.repeat(4096),
      metadata: { a: 1 },
      trace: { traceparent: 'p'.repeat(512), tracestate: 's'.repeat(4096) },
    }
    checkCall('S.m', [], options)
    const { timeout: _, ...meta } = options
    expect(readFields(options)).toMatchObject([{ type: 'call', meta, timeLeft: undefined }])
  })
})

describe('the options of a call', () => {
  it('give its deadline', () => {
    expect(defaultTimeout).toBe(30_000)
    expect(deadlineOf(undefined, 5)).toBe(30_005)
    expect(deadlineOf({ timeout: 10 }, 5)).toBe(15)
    expect(deadlineOf({ timeout: -10 }, 5)).toBe(5)
    expect(deadlineOf({ timeout: Infinity }, 5)).toBe(Infinity)
  })

  it('give what travels with it, and nothing when there is nothing', () => {
    expect(metaOf(undefined)).toBeUndefined()
    expect(metaOf({ timeout: 5 })).toBeUndefined()
    const meta = { idempotencyKey: 'k', metadata: { a: 1 }, trace: { traceparent: 'p' } }
    expect(metaOf({ ...meta, timeout: 5 })).toEqual(meta)
    expect(Object.keys(metaOf({ idempotencyKey: 'k' }) ?? {})).toEqual(['idempotencyKey'])
  })
})

describe('the errors of a call that was given up', () => {
  it('name the method and how far it went', () => {
    expect(cancelled('S.m', 'unknown', 'why')).toMatchObject({
      code: 'CANCELLED',
      message: 'S.m was cancelled by its caller',
      execution: 'unknown',
      cause: 'why',
    })
    expect(deadlineExceeded('S.m', 'not-started', 'in the queue')).toMatchObject({
      code: 'DEADLINE_EXCEEDED',
      message: 'S.m: its time ran out in the queue',
      execution: 'not-started',
    })
  })
})
