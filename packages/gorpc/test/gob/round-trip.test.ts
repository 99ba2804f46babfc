import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { GobDecoder } from '../../src/gob/gob-decoder.ts'
import { GobEncoder } from '../../src/gob/gob-encoder.ts'
import { gob } from '../../src/gob/gob.ts'
import { GoProgram, goIsMissing } from './go-program.ts'
import { samplesOf, type GoType } from './samples.ts'

const seed = Number(process.env['FUZZ_SEED'] ?? 20_240_229)

/** A few values of one type. */
const several = samplesOf(3).chain(({ type, go, pairs }) =>
  fc.array(pairs, { minLength: 1, maxLength: 2 }).map((some) => ({ type, go, pairs: some })),
)

describe.skipIf(goIsMissing)(`values there and back through Go ${goIsMissing ?? ''}`, () => {
  let go: GoProgram | undefined
  beforeAll(async () => {
    go = await GoProgram.start('echo')
  }, 60_000)
  afterAll(async () => {
    await go?.[Symbol.asyncDispose]()
  })

  /** Has Go decode what is sent and encode it again. */
  async function mirror(types: readonly GoType[], sent: Uint8Array): Promise<unknown[]> {
    const asked = { Types: types, Stream: Buffer.from(sent).toString('base64') }
    const { stream, error } = (await go!.ask(asked)) as { stream: string | null; error: string }
    if (error !== '') throw new Error(`Go: ${error}`)
    return [...new GobDecoder().push(new Uint8Array(Buffer.from(stream ?? '', 'base64')))]
  }

  it(`are the same, whatever they are (seed ${seed})`, { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(several, { minLength: 1, maxLength: 3 }), async (groups) => {
        const all = groups.flatMap(({ type, go, pairs }) => pairs.map((pair) => ({ type, go, pair })))
        const encoder = new GobEncoder()
        const sent = all.map(({ type, pair: [value] }) => encoder.encode(gob.of(type, value)))
        const back = await mirror(
          all.map((each) => each.go),
          Buffer.concat(sent),
        )
        expect(back).toStrictEqual(all.map(({ pair: [, received] }) => received))
      }),
      { seed, numRuns: 300 },
    )
  })

  const text: GoType = { Kind: 'string' }
  const int: GoType = { Kind: 'int' }
  const float: GoType = { Kind: 'float' }
  const slice = (Element: GoType): GoType => ({ Kind: 'slice', Element })
  const struct = (fields: Readonly<Record<string, GoType>>): GoType => ({
    Kind: 'struct',
    Fields: Object.entries(fields).map(([Name, Type]) => ({ Name, Type })),
  })

  it.each<[string, unknown, GoType, unknown]>([
    ['integers', [1, -2], slice(int), [1, -2]],
    ['integers among fractions', [1, 2.5], slice(float), [1, 2.5]],
    [
      'a Map',
      new Map([['a', [true]]]),
      { Kind: 'map', Key: text, Element: slice({ Kind: 'bool' }) },
      undefined,
    ],
    ['an object, into more fields', { B: 'b' }, struct({ A: int, B: text }), { A: 0, B: 'b' }],
    ['an object, into fewer fields', { A: 1, B: 'b' }, struct({ B: text }), { B: 'b' }],
    ['an object, in another order', { A: 1, B: 'b' }, struct({ B: text, A: int }), { B: 'b', A: 1 }],
    ['objects with different fields', [{ A: 1 }, { B: 'b' }], slice(struct({ A: int, B: text })), undefined],
    ['an empty array in an object', { A: [], B: 1 }, struct({ A: slice(text), B: int }), { A: [], B: 1 }],
    ['a Date', { At: new Date(1) }, struct({ At: { Kind: 'time' } }), { At: new Date(1) }],
    ['an object without properties', {}, struct({}), {}],
    ['1 MB of text', 'grüß '.repeat(180_000), text, 'grüß '.repeat(180_000)],
    ['1 MB of bytes', new Uint8Array(2 ** 20).fill(7), { Kind: 'bytes' }, new Uint8Array(2 ** 20).fill(7)],
  ])('are taken as what they look like: %s', async (_name, value, type, received) => {
    const whole = received ?? [...new GobDecoder().push(new GobEncoder().encode(value))][0]
    expect(await mirror([type], new GobEncoder().encode(value))).toStrictEqual([whole])
  })

  it('are not taken as another kind of number: hence the types', async () => {
    const type = struct({ A: float })
    await expect(mirror([type], new GobEncoder().encode({ A: 1 }))).rejects.toThrow(/^Go: .*wrong type/)
    const told = gob.of(gob.struct({ A: gob.float }), { A: 1 })
    expect(await mirror([type], new GobEncoder().encode(told))).toStrictEqual([{ A: 1 }])
  })
})

describe('values there and back', () => {
  it(`are the same without Go in between (seed ${seed})`, () => {
    fc.assert(
      fc.property(several, ({ type, pairs }) => {
        const sent = new GobEncoder().encode(...pairs.map(([value]) => gob.of(type, value)))
        expect([...new GobDecoder().push(sent)]).toStrictEqual(pairs.map(([, received]) => received))
      }),
      { seed },
    )
  })
})
