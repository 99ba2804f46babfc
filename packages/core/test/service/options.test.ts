import { describe, expect, expectTypeOf, it } from 'vitest'
import { withoutUndefined } from '../../src/service/options.ts'

describe('options without what is undefined', () => {
  it('leave defaults in their place', () => {
    const defaults = { a: 1, b: 2, c: 3 }
    expect({ ...defaults, ...withoutUndefined({ a: undefined, b: 5 }) }).toEqual({ a: 1, b: 5, c: 3 })
  })

  it('keep all else, also what is false', () => {
    const options = { zero: 0, no: false, empty: '', none: null }
    expect(withoutUndefined(options)).toEqual(options)
    expect(withoutUndefined({ a: undefined })).toStrictEqual({})
  })

  it('are a copy', () => {
    const options = { a: undefined, b: 1 }
    withoutUndefined(options)
    expect(options).toStrictEqual({ a: undefined, b: 1 })
  })

  it('have the types of what is left', () => {
    interface Options {
      readonly a?: number | undefined
      readonly b: string | undefined
    }
    expectTypeOf(withoutUndefined<Options>({ b: 'x' })).toEqualTypeOf<{
      readonly a?: number
      readonly b?: string
    }>()
  })
})
