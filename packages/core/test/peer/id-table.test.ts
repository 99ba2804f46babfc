import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { IdTable } from '../../src/peer/id-table.ts'

interface Entry {
  readonly id: number
}

/** Ids as they are given, others that meet in one place, and some past 32 bits. */
const id = fc.oneof(
  fc.integer({ min: 1, max: 40 }).map((n) => 2 * n),
  fc.integer({ min: 1, max: 20 }).map((n) => 8192 * n),
  fc.integer({ min: 1, max: 20 }).map((n) => 2 ** 32 + 2 * n),
  fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
)

function ids(entries: Iterable<Entry>): number[] {
  return Array.from(entries, (entry) => entry.id)
}

describe('a table by id', () => {
  it('does what a Map does', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), id), { maxLength: 300 }), (steps) => {
        const table = new IdTable<Entry>()
        const twin = new Map<number, Entry>()
        for (const [adds, at] of steps) {
          const isNew = adds && !twin.has(at)
          if (isNew) {
            const entry = { id: at }
            table.add(entry)
            twin.set(at, entry)
          }
          expect(!isNew && table.delete(at)).toBe(!isNew && twin.delete(at))
          expect(table.get(at)).toBe(twin.get(at))
          expect(table.has(at)).toBe(twin.has(at))
          expect(table.size).toBe(twin.size)
        }
        expect(ids(table.values())).toEqual(ids(twin.values()).sort((a, b) => a - b))
        for (const entry of twin.values()) expect(table.get(entry.id)).toBe(entry)
      }),
    )
  })

  it('finds all while it grows, and past its largest number of places', () => {
    const table = new IdTable<Entry>()
    const all = Array.from({ length: 10_000 }, (_, n) => ({ id: 2 * n + 1 }))
    for (const entry of all) table.add(entry)
    expect(table.size).toBe(10_000)
    for (const entry of all) expect(table.get(entry.id)).toBe(entry)
    expect(table.values()).toEqual(all)
    for (const entry of all) expect(table.delete(entry.id)).toBe(true)
    expect(table.size).toBe(0)
    expect(table.values()).toEqual([])
  })

  it('gives a copy: who is told of all may add and delete', () => {
    const table = new IdTable<Entry>()
    for (const one of [1, 3, 5]) table.add({ id: one })
    const told: number[] = []
    for (const entry of table.values()) {
      told.push(entry.id)
      table.delete(5)
      if (!table.has(7)) table.add({ id: 7 })
    }
    expect(told).toEqual([1, 3, 5])
    expect(ids(table.values())).toEqual([1, 3, 7])
  })

  it('has nothing after clear', () => {
    const table = new IdTable<Entry>()
    for (let n = 0; n < 100; n++) table.add({ id: n * 8192 + 2 })
    table.clear()
    expect([table.size, table.has(2), table.values()]).toEqual([0, false, []])
    table.add({ id: 2 })
    expect(table.get(2)).toEqual({ id: 2 })
  })
})
