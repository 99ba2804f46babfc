import { describe, expect, test } from 'vitest'
import { failureOf, refusalText, textOf } from '../src/failures.ts'
import { capitalNames, sameNames } from '../src/names.ts'

const finished = { execution: 'finished' } as const

describe('an error', () => {
  test.each([
    ['a method of Go', 'no such object', 'UNKNOWN', 'no such object'],
    ['a message with a colon', 'open x: no such file', 'UNKNOWN', 'open x: no such file'],
    ['a code', 'NOT_FOUND: no zz', 'NOT_FOUND', 'no zz'],
    ['a code without words', 'ABORTED: ', 'ABORTED', ''],
    ['what only looks like a code', 'NO_SUCH_CODE: no zz', 'UNKNOWN', 'NO_SUCH_CODE: no zz'],
    ['lines', 'INTERNAL: a\nb', 'INTERNAL', 'a\nb'],
  ])('of %s is read', (_, text, code, message) => {
    expect(failureOf(text, 'A.B')).toEqual({ code, message, ...finished })
    expect(textOf(failureOf(text, 'A.B'), 'A.B')).toBe(text)
  })

  test.each([
    ["rpc: can't find service A.B", 'NOT_FOUND'],
    ["rpc: can't find method A.B", 'UNIMPLEMENTED'],
    ['rpc: service/method request ill-formed: nodot', 'UNIMPLEMENTED'],
  ])('%s says that nothing ran', (text, code) => {
    const method = text.slice(text.lastIndexOf(' ') + 1)
    expect(failureOf(text, method)).toEqual({ code, message: text, execution: 'not-started' })
    // A method that hands on the failure of a call of its own did run.
    expect(failureOf(text, 'Other.Get')).toEqual({ code: 'UNKNOWN', message: text, ...finished })
  })

  test.each(['NOT_FOUND: not really', "rpc: can't find service A.B", 'UNKNOWN: x'])(
    'of a method that says %s comes back as it was',
    (message) => {
      const error = { code: 'UNKNOWN', message, ...finished } as const
      expect(failureOf(textOf(error, 'A.B'), 'A.B')).toEqual(error)
    },
  )

  test('is never an empty text, which gob takes for a success', () => {
    expect(textOf({ code: 'UNKNOWN', message: '', ...finished }, 'A.B')).toBe('unspecified error')
  })

  test('is cut where it is long', () => {
    const text = textOf({ code: 'INTERNAL', message: 'x'.repeat(5000), ...finished }, 'A.B')
    expect(text).toBe(`INTERNAL: ${'x'.repeat(1023)}…`)
  })

  test('of what is not there is as Go says it', () => {
    const error = { message: 'ours', execution: 'not-started' } as const
    expect(textOf({ code: 'NOT_FOUND', ...error }, 'A.B')).toBe("rpc: can't find service A.B")
    expect(textOf({ code: 'UNIMPLEMENTED', ...error }, 'A.B')).toBe("rpc: can't find method A.B")
    expect(textOf({ code: 'NOT_FOUND', message: 'no zz', ...finished }, 'A.B')).toBe('NOT_FOUND: no zz')
  })

  test('says nothing of a call to a provider that leaves', () => {
    expect(refusalText('draining', 'dialler')).toBeUndefined()
    expect(failureOf(refusalText('draining', 'acceptor') as string, 'A.B').code).toBe('UNAVAILABLE')
    expect(failureOf(refusalText('full', 'dialler') as string, 'A.B').code).toBe('RESOURCE_EXHAUSTED')
  })
})

describe('a name', () => {
  test.each([
    ['Backend.get', 'Backend.Get'],
    ['backend.getAll', 'backend.GetAll'],
    ['A.b.c', 'A.b.C'],
    ['A.élan', 'A.Élan'],
    ['A._x', 'A._x'],
    ['A.ßx', 'A.ßx'],
    ['nodot', 'nodot'],
    ['A.', 'A.'],
  ])('%s is %s in Go, and back', (here, there) => {
    expect(capitalNames.toWire(here)).toBe(there)
    expect(capitalNames.fromWire(there)).toBe(here)
    expect(sameNames.toWire(here)).toBe(here)
    expect(sameNames.fromWire(there)).toBe(there)
  })

  test('with a capital stays as it is on the way out', () => {
    expect(capitalNames.toWire('Backend.Get')).toBe('Backend.Get')
  })
})
