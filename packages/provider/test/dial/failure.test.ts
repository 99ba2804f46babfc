import { describe, expect, test } from 'vitest'
import { advise, failureOf, messageOf, readFailure, statusOnly } from '../../src/dial/failure.ts'

describe('the text of an error', () => {
  test.each([
    [new Error('no way'), 'no way'],
    ['no way', 'no way'],
    [new AggregateError([new Error('over 4'), new Error('over 6')]), 'over 4, over 6'],
    [new AggregateError([new Error('over 4')], 'none'), 'none'],
    [undefined, ''],
  ])('of %j is %j', (error, text) => {
    expect(messageOf(error)).toBe(text)
  })

  test('that is empty becomes advice', () => {
    expect(failureOf(undefined)).toEqual({
      message: expect.stringMatching(/does not say why: is the pool running/),
      cause: undefined,
    })
  })
})

describe('a text that stands for something', () => {
  const readings = [
    statusOnly(/status (\d+)$/),
    advise(/^status/, 'look it up'),
    advise(/^stat/, 'never seen'),
  ]

  test('is what the first sign in it says', () => {
    expect(readFailure('bad status 404', readings)).toMatchObject({ code: 'NOT_FOUND', status: 404 })
    expect(readFailure('status unknown', readings)).toEqual({
      code: 'UNAVAILABLE',
      message: 'status unknown: look it up',
    })
  })

  test('is itself where no sign is in it', () => {
    expect(readFailure('odd', readings)).toEqual({ message: 'odd' })
    expect(readFailure('', readings).message).toMatch(/is the pool running/)
  })
})
