import { crc32 } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { decodePng, encodePng, type Image } from '../src/png.ts'
import { filterRow, unfilterRow } from '../src/png-filter.ts'

/** Pixels by a rule, so that the same ones come each time. */
function image(width: number, height: number, rule: (at: number) => number): Image {
  return { width, height, pixels: Uint8Array.from({ length: width * height * 3 }, (_, at) => rule(at)) }
}

const images: [what: string, image: Image][] = [
  ['one pixel', image(1, 1, (at) => at + 1)],
  ['one row', image(7, 1, (at) => at * 11)],
  ['one column', image(1, 7, (at) => at * 11)],
  ['black', image(16, 16, () => 0)],
  ['noise', image(33, 17, (at) => (Math.imul(at + 1, 2654435761) >>> 13) & 255)],
  ['slopes', image(40, 30, (at) => (at % 120) + Math.floor(at / 120))],
]

test.each(images)('a picture comes back as it was: %s', (_what, picture) => {
  expect(decodePng(encodePng(picture))).toEqual(picture)
})

test('reads what another program wrote', () => {
  // 2 × 2: red, green; blue, white. Written with Python's zlib, row by row with the filters None and Paeth.
  const file = Buffer.from(
    '89504e470d0a1a0a0000000d4948445200000002000000020802000000fdd49a730000001549444154789c63f8cfc0c0f09f' +
      '818591e13f9005001d1304027e70c5280000000049454e44ae426082',
    'hex',
  )
  expect([...decodePng(file).pixels]).toEqual([255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255])
})

describe('the filters', () => {
  const above = Uint8Array.of(10, 20, 30, 40, 50, 60)
  // From the specification's formulas, by hand: the row 1 2 3 100 200 255 below the row above.
  const rows: [name: string, filtered: number[]][] = [
    ['None', [0, 1, 2, 3, 100, 200, 255]],
    ['Sub', [1, 1, 2, 3, 99, 198, 252]],
    ['Up', [2, 247, 238, 229, 60, 150, 195]],
    ['Average', [3, 252, 248, 244, 80, 174, 224]],
    ['Paeth', [4, 247, 238, 229, 60, 180, 225]],
  ]
  test.each(rows)('%s is undone', (_name, filtered) => {
    expect([...unfilterRow(Uint8Array.from(filtered), above, 3)]).toEqual([1, 2, 3, 100, 200, 255])
  })

  test('the one with the smallest differences is taken', () => {
    const row = Uint8Array.of(11, 21, 31, 41, 51, 61)
    expect([...filterRow(row, above, 3)]).toEqual([2, 1, 1, 1, 1, 1, 1])
  })

  test('one that does not exist is refused', () => {
    expect(() => unfilterRow(Uint8Array.of(5, 0, 0, 0), new Uint8Array(3), 3)).toThrow('no PNG filter 5')
  })
})

describe('a broken file is refused', () => {
  const good = encodePng(image(4, 4, (at) => at))
  const changed = (at: number): Buffer => {
    const copy = Buffer.from(good)
    copy[at] = (copy[at] ?? 0) ^ 1
    return copy
  }
  test.each([
    ['no PNG', changed(0), 'not a PNG file'],
    ['a changed header', changed(17), 'IHDR: its checksum is wrong'],
    ['changed data', changed(45), 'IDAT: its checksum is wrong'],
    ['an end that is missing', good.subarray(0, -12), 'not complete'],
  ])('%s', (_what, file, message) => {
    expect(() => decodePng(file)).toThrow(message)
  })

  test('another kind of PNG', () => {
    const grey = Buffer.from(good)
    grey[25] = 0 // colour type 0
    grey.writeUInt32BE(crc32(grey.subarray(12, 29)), 29)
    expect(() => decodePng(grey)).toThrow('not 8-bit true colour')
  })
})
