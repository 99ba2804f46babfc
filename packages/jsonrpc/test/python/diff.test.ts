import { describe, expect, test } from 'vitest'
import { additions, providerProgram } from './document.ts'
import { applied } from './diff.ts'

describe('a diff of the document', () => {
  test('is applied where its lines are', () => {
    expect(applied('a\nb\nc\n', '@@ here @@\n a\n-b\n+B\n+\n@@\n c\n+d\n')).toBe('a\nB\n\nc\nd\n')
  })

  test.each([
    ['names what is not there', '@@\n-x\n+y\n', '0 times'],
    ['names what is there twice', '@@\n-a\n+y\n', '2 times'],
    ['names half a line', '@@\n-b\n+y\n', '0 times'],
    ['does not say where', '-a\n+y\n', '@@'],
  ])('that %s is refused', (_, diff, message) => {
    expect(() => applied('a\nbb\na\n', diff)).toThrow(message)
  })
})

/** Lines that somebody has to type. */
function lengthOf(program: string): number {
  return program.split('\n').filter((line) => line.trim() !== '').length
}

test('the provider is about 30 lines, and each addition is less', () => {
  const length = lengthOf(providerProgram())
  expect(length).toBeLessThanOrEqual(35)
  for (const addition of additions) {
    const more = lengthOf(providerProgram([addition])) - length
    expect([addition, more > 0, more < length]).toEqual([addition, true, true])
  }
})

test('the additions fit in either order', () => {
  const [first, second] = additions as [(typeof additions)[0], (typeof additions)[0]]
  expect(lengthOf(providerProgram([second, first]))).toBe(lengthOf(providerProgram([first, second])))
})
