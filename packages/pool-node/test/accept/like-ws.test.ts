import { seededRandom } from '@wsrpc/contract-tests/chance'
import type { TransportEnd } from '@wsrpc/core'
import { expect, test } from 'vitest'
import { expectNothingLeft } from '../support/leftovers.ts'
import { asWeDo, asWsDoes, type Bench, clientBench, type Listen, serverBench } from './by-hand.ts'
import { content, type Frame, frame } from './frames.ts'
import { inWords } from './in-words.ts'

/** What is heard of a stream, and what is answered. */
interface Heard {
  readonly messages: readonly string[]
  readonly ends: readonly TransportEnd[]
  readonly answers: readonly string[]
}

type Chance = (below: number) => number

const rounds = 150

expectNothingLeft()

test.each([
  ['a client', serverBench, true],
  ['a server', () => clientBench(), false],
])(
  'of any bytes of %s as much is heard and answered as ws alone hears and answers',
  async (_who, make, masks) => {
    await using bench = await make()
    let whole = 0
    let broken = 0
    for (let seed = 1; seed <= rounds; seed++) {
      const random = seededRandom(seed)
      const chance: Chance = (below) => Math.floor(random() * below)
      const writes = cut(damaged(stream(chance, masks), chance), chance)
      const ours = await hear(bench, asWeDo, writes)
      const theirs = await hear(bench, asWsDoes, writes)
      expect(ours, `seed ${seed}`).toEqual(theirs)
      if (theirs.answers.some((answer) => answer.startsWith('88 '))) broken++
      whole += theirs.messages.length
    }
    // Neither nothing but nonsense, nor nothing but what is right.
    expect(whole).toBeGreaterThan(rounds)
    expect(broken).toBeGreaterThan(rounds / 10)
    expect(broken).toBeLessThan(rounds)
  },
  60_000,
)

async function hear(bench: Bench, listen: Listen, writes: readonly Buffer[]): Promise<Heard> {
  const { ear, socket, sent } = await bench.open(listen)
  for (const write of writes) {
    socket.write(write)
    await new Promise((resolve) => setImmediate(resolve))
  }
  socket.end()
  await ear.end()
  const answers = (await sent).map(({ first, payload }: Frame) => {
    return `${first.toString(16)} ${Buffer.from(payload).toString('hex')}`
  })
  // Why it broke we tell besides.
  const ends = ear.ends.map(({ code, reason }) => ({ code, reason: code === 1006 ? '' : reason }))
  return { messages: inWords(ear.messages), ends, answers }
}

/** Up to 15 things that may come, some of which may not. */
function stream(chance: Chance, masks: boolean): Buffer {
  const size = (): number => [0, 1, 125, 126, 300, 5000, 65_536, 131_072][chance(8)] as number
  const make = (first: number, payload: Uint8Array | string): Buffer => frame(first, payload, masks)
  const bytes = (): Uint8Array => content(size(), chance(250))
  const kinds: readonly (() => Buffer)[] = [
    () => make(0x82, bytes()),
    () => make(0x82, bytes()),
    () => make(0x82, bytes()),
    () => make(0x82, bytes()),
    () => make(0x81, 'x'.repeat(size())),
    () => make(0x81, 'ä€😀'),
    () => make(0x89, content(chance(125))),
    () => make(0x8a, ''),
    () => Buffer.concat([make(0x02, bytes()), make(0x89, 'p'), make(0x80, bytes())]),
    () => Buffer.concat([make(0x01, 'x'), make(0x00, 'y'), make(0x80, 'z')]),
    () => (chance(4) > 0 ? make(0x82, bytes()) : (rare[chance(rare.length)] as () => Buffer)()),
  ]
  const rare: readonly (() => Buffer)[] = [
    () => make(0x88, Buffer.from([3, 232, 98, 121, 101])),
    () => make(0x88, Buffer.from([3, 238])),
    () => make(0x88, ''),
    () => make(0x02, bytes()),
    () => make(0x80, bytes()),
    () => make(0x81, content(200, 5)),
    () => make(0xc2, bytes()),
    () => frame(0x82, bytes(), !masks),
    () => make(0x82, content(131_073)),
    () => make(0x80 | chance(16), content(3)),
  ]
  return Buffer.concat(
    Array.from({ length: 1 + chance(15) }, () => (kinds[chance(kinds.length)] as () => Buffer)()),
  )
}

/** As it is, with a byte that was changed, with some that are missing, with some too many, or cut off. */
function damaged(bytes: Buffer, chance: Chance): Buffer {
  const at = chance(bytes.length)
  const before = bytes.subarray(0, at)
  const ways: readonly (() => Buffer)[] = [
    () => bytes,
    () => bytes,
    () => bytes.map((byte, place) => (place === at ? chance(256) : byte)) as Buffer,
    () => Buffer.concat([before, bytes.subarray(at + 1 + chance(4))]),
    () => Buffer.concat([before, Buffer.from(content(1 + chance(9), at)), bytes.subarray(at)]),
    () => before,
  ]
  // A header that is wrong is seen when all of it is there. These are no beginning of a longer one.
  return Buffer.concat([(ways[chance(ways.length)] as () => Buffer)(), Buffer.alloc(16)])
}

/** At up to 5 places. */
function cut(bytes: Buffer, chance: Chance): Buffer[] {
  const places = Array.from({ length: chance(6) }, () => chance(bytes.length)).toSorted((a, b) => a - b)
  return [...places, bytes.length].map((end, n) => bytes.subarray(n === 0 ? 0 : places[n - 1], end))
}
