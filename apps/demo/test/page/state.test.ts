import { describe, expect, test } from 'vitest'
import { headline } from '../../page/state/headline.ts'
import { nothing, providerOf, reduce, sharesOf, tilesOf } from '../../page/state/state.ts'
import { aboutWords } from '../../page/providers/words.ts'
import type { PaintedTile, PictureView, ProviderView } from '../../src/page/news.ts'

const provider = (changes: Partial<ProviderView> = {}): ProviderView => ({
  name: 'maple',
  kind: 'process',
  slot: 0,
  state: 'ready',
  connection: 'c1',
  services: ['Tiles'],
  labels: { runtime: 'node 24' },
  inFlight: 0,
  concurrency: 2,
  answered: 0,
  ...changes,
})
const tile = (index: number, by: string, slot: number): PaintedTile => ({
  index,
  by,
  slot,
  pixels: new Uint8Array(),
})
const scene = { width: 100, height: 50, centerX: 0, centerY: 0, span: 1, maxIterations: 1, samples: 1 }
const picture: PictureView = { id: 1, tileSize: 30, scene }

describe('the state of the page', () => {
  test('keeps what the news do not tell', () => {
    const roster = { providers: [provider()], waiting: 3 }
    const before = reduce(nothing, { roster, picture, blips: [], tiles: [tile(0, 'maple', 0)] })
    const after = reduce(before, { blips: [], tiles: [tile(4, 'wren', 1)] })
    expect(after.roster).toBe(roster)
    expect([...after.owners.keys()]).toEqual([0, 4])
    expect(providerOf(after, 'c1')?.name).toBe('maple')
    expect(providerOf(after, 'c2')).toBeUndefined()
    // What was before is as it was.
    expect([...before.owners.keys()]).toEqual([0])
  })

  test('a new picture has no owners but those that came along', () => {
    const before = reduce(nothing, { picture, blips: [], tiles: [tile(0, 'maple', 0)] })
    const after = reduce(before, { picture: { ...picture, id: 2 }, blips: [], tiles: [tile(7, 'wren', 1)] })
    expect([...after.owners]).toEqual([[7, { name: 'wren', slot: 1 }]])
  })

  test('counts who painted how much, in the order of the colours', () => {
    const tiles = [tile(0, 'wren', 1), tile(1, 'maple', 0), tile(2, 'wren', 1)]
    expect(sharesOf(reduce(nothing, { blips: [], tiles }).owners)).toEqual([
      { name: 'maple', slot: 0, tiles: 1 },
      { name: 'wren', slot: 1, tiles: 2 },
    ])
  })

  test('knows how many tiles a picture has', () => {
    expect(tilesOf(picture)).toBe(8)
  })
})

describe('the headline', () => {
  const of = (before: ProviderView[], after: ProviderView[]): string | undefined => headline(before, after)

  test.each([
    ['comes', [], [provider()], 'maple dialled in: a private process serves now.'],
    ['is killed', [provider()], [provider({ state: 'killed' })], 'maple was killed.'],
    ['leaves', [provider()], [provider({ state: 'gone' })], 'maple has left.'],
    ['is back', [provider({ state: 'returning' })], [provider()], 'maple is back.'],
    ['goes on', [provider({ state: 'paused' })], [provider()], 'maple is back.'],
  ])('when one %s', (_what, before, after, said) => {
    expect(of(before, after)).toBe(said)
  })

  test('says how many calls a killed one had', () => {
    const killed = provider({ state: 'killed', inFlight: 2 })
    expect(of([provider()], [killed])).toBe('maple was killed with 2 calls in hand: others take over.')
  })

  test('says nothing when only the load has changed, or one is forgotten', () => {
    expect(of([provider()], [provider({ inFlight: 2 })])).toBeUndefined()
    expect(of([provider({ state: 'gone' })], [])).toBeUndefined()
    expect(of([], [provider({ state: 'starting' })])).toBeUndefined()
  })
})

test('a card says where it runs', () => {
  expect(aboutWords(provider())).toBe('node 24 · Tiles')
  expect(aboutWords(provider({ labels: { device: 'phone', runtime: 'browser' } }))).toBe('phone · Tiles')
  expect(aboutWords(provider({ labels: {}, services: [] }))).toBe('process')
})
