import { expect, test } from 'vitest'
import { SpareMemory } from '../../src/framing/spare-memory.ts'

function scene(): { memory: SpareMemory; allocated: Uint8Array[] } {
  const allocated: Uint8Array[] = []
  const memory = new SpareMemory(100, (size) => {
    const piece = new Uint8Array(size)
    allocated.push(piece)
    return piece
  })
  return { memory, allocated }
}

test('a piece is used again when it was given back', () => {
  const { memory, allocated } = scene()
  const first = memory.take()
  expect(first).toHaveLength(100)
  memory.give(first)
  expect(memory.take()).toBe(first)
  expect(allocated).toHaveLength(1)
})

test('a piece that is in use is nobody else’s', () => {
  const { memory } = scene()
  const taken = Array.from({ length: 50 }, () => memory.take())
  expect(new Set(taken).size).toBe(50)
  for (const piece of taken.slice(0, 10)) memory.give(piece)
  const again = Array.from({ length: 20 }, () => memory.take())
  expect(new Set(again).size).toBe(20)
  expect(again.filter((piece) => taken.slice(10).includes(piece))).toEqual([])
})

test('no more than 16 are kept, however many were in use', () => {
  const { memory, allocated } = scene()
  for (const piece of Array.from({ length: 200 }, () => memory.take())) memory.give(piece)
  expect(allocated).toHaveLength(200)
  for (let n = 0; n < 16; n++) memory.take()
  expect(allocated).toHaveLength(200)
  memory.take()
  expect(allocated).toHaveLength(201)
})
