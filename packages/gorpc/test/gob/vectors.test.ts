import { describe, expect, it } from 'vitest'
import { GobDecoder } from '../../src/gob/gob-decoder.ts'
import { goIsMissing, outputOf } from './go-program.ts'
import { fromHex, meanings, vectors } from './vectors.ts'

describe("what Go's own encoder wrote", () => {
  it.each(vectors)('is read: $name', ({ name, pieces }) => {
    const decoder = new GobDecoder()
    const values = pieces.map((piece) => [...decoder.push(fromHex(piece))])
    expect(values).toStrictEqual(meanings[name]!.map((value) => [value]))
  })

  it.each(vectors)('is read byte for byte as it comes: $name', ({ name, pieces }) => {
    const decoder = new GobDecoder()
    const values: unknown[] = []
    for (const byte of fromHex(pieces.join(''))) values.push(...decoder.push(Uint8Array.of(byte)))
    expect(values).toStrictEqual(meanings[name])
  })

  it.each(vectors)('is read as one piece: $name', ({ name, pieces }) => {
    expect([...new GobDecoder().push(fromHex(pieces.join('')))]).toStrictEqual(meanings[name])
  })

  it('has a meaning here, all of it', () => {
    expect(vectors.map(({ name }) => name)).toStrictEqual(Object.keys(meanings))
  })

  it.skipIf(goIsMissing)(`is what it writes today ${goIsMissing ?? ''}`, { timeout: 60_000 }, async () => {
    expect(JSON.parse(await outputOf('vectors'))).toStrictEqual(vectors)
  })
})
