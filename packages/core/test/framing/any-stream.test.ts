import type { FrameReader } from '../../src/framing/frame-reader.ts'
import { seededRandom } from '@wsrpc/contract-tests/chance'
import { forSequences, type Step } from '@wsrpc/contract-tests/sequences'
import { expect, test } from 'vitest'
import { concat, content, type Frame, frameBytes, keyBytes } from './frames.ts'
import { inWords, reading, type Told } from './reading.ts'

const most = 3000

/** By its number: what is taken twice as often as all the rest together. */
const firsts = [0x82, 0x02, 0x00, 0x80, 0x81, 0x01, 0x89, 0x8a, 0xc2, 0xa2, 0x83, 0x8b, 0x0a]
const sizes = [0, 1, 2, 125, 126, 127, 200, 1000, most - 1, most, most + 1, 65_535, 65_536]

/** A frame for each step; one in a hundred is a CLOSE. */
function frameOf([what, who, how, more]: Step, masks: boolean): Frame {
  const first = what % 100 === 0 ? 0x88 : what % 3 < 2 ? 0x82 : (firsts[who % firsts.length] as number)
  // The larger, the rarer.
  const size = sizes[Math.floor((((how % 997) * (more % 991)) / (997 * 991)) * sizes.length)] as number
  const isMasked = more % 17 === 0 ? !masks : masks
  const key = isMasked ? keyBytes((who << 16) | how) : undefined
  const lengthIn = more % 11 === 0 && size < 65_536 ? (more % 2 === 0 && size < 60_000 ? 2 : 8) : undefined
  return { first, payload: content(size, who), key, ...(lengthIn === undefined ? {} : { lengthIn }) }
}

/** What has to come out, by the RFC: said of frames, not of bytes. */
function expected(frames: readonly Frame[], masks: boolean): string[] {
  const told: Pick<Told, 'kind' | 'bytes'>[] = []
  let isFragmented = false
  for (const frame of frames) {
    const { first, payload, key } = frame
    const isWhole = first === 0x82 && (key !== undefined) === masks && payload.length <= most
    const isTaken = isWhole && !isFragmented
    told.push(isTaken ? { kind: 'message', bytes: payload } : { kind: 'other', bytes: frameBytes(frame) })
    const opcode = first & 15
    if (opcode < 8 && !isTaken) isFragmented = first < 0x80
    if (opcode === 8) break
  }
  return inWords(told)
}

/** Cuts at any places: long pieces, short ones, single bytes. As Buffers, each of its own memory, as a socket gives them. */
function cut(stream: Uint8Array, random: () => number): Buffer[] {
  const longest = [1, 3, 20, 500, 70_000][Math.floor(random() * 5)] as number
  const chunks: Buffer[] = []
  // Single bytes of a long stream take long.
  const least = Math.ceil(stream.length / 3000)
  for (let at = 0; at < stream.length;) {
    const end = at + least + Math.floor(random() * longest)
    chunks.push(Buffer.from(stream.slice(at, end)))
    at = end
  }
  return chunks
}

function seedOf(steps: readonly Step[]): number {
  return steps.flat().reduce((seed, number) => Math.imul(seed, 31) + number, 7)
}

/** Reads all chunks; where a frame held what is behind it, goes on when told to. */
function readAll(reader: FrameReader, chunks: readonly Buffer[], isHeld: () => boolean): void {
  for (const chunk of chunks) {
    reader.read(chunk)
    chunk.fill(0xee) // what it keeps of it must be a copy
    while (isHeld()) reader.goOn()
  }
}

test.each([true, false])('a side that masks: %s. All of any stream comes out, once and in order', (masks) => {
  const runs = forSequences({ runs: 200, length: 25 }, (steps) => {
    const random = seededRandom(seedOf(steps))
    const frames = steps.map((step) => frameOf(step, masks))
    let held = false
    const judges = (): boolean => (held = random() < 0.3)
    const { reader, told } = reading({ masked: masks, maxBytes: most, judges })
    const chunks = cut(concat(frames.map(frameBytes)), random)
    readAll(reader, chunks, () => held && !(held = false))
    expect(inWords(told)).toEqual(expected(frames, masks))
  })
  expect(runs).toBe(200)
})

test('and nothing any more after a stop in the middle of it', () => {
  let stopped = 0
  forSequences({ runs: 200, length: 25 }, (steps) => {
    const random = seededRandom(seedOf(steps))
    const frames = steps.map((step) => frameOf(step, true))
    const stopAfter = 1 + Math.floor(random() * steps.length)
    let held = false
    const { reader, told } = reading({
      maxBytes: most,
      judges: () => (held = random() < 0.3),
      onEvent: (it) => {
        if (told.length === stopAfter) it.stop()
      },
    })
    const chunks = cut(concat(frames.map(frameBytes)), random)
    readAll(reader, chunks, () => held && !(held = false))
    expect(told.length).toBeLessThanOrEqual(stopAfter)
    if (told.length === stopAfter) stopped++
  })
  expect(stopped).toBeGreaterThan(150)
})
