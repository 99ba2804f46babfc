import { describe, expect, test, vi } from 'vitest'
import { Bulletin } from '../../src/page/bulletin.ts'
import { Mailbox, mostBlips } from '../../src/page/mailbox.ts'
import type { Blip, News, PaintedTile, PictureView, Roster } from '../../src/page/news.ts'

const blip: Blip = { type: 'sent', connection: 'c', tile: 1 }
const tile = (index: number): PaintedTile => ({ index, pixels: new Uint8Array(3), by: 'maple', slot: 0 })
const picture = (id: number): PictureView => ({
  id,
  tileSize: 1,
  scene: { width: 1, height: 1, centerX: 0, centerY: 0, span: 1, maxIterations: 1, samples: 1 },
})
const roster = (waiting: number): Roster => ({ providers: [], waiting })
const about = { lan: false, files: true, shelf: [], mostProcesses: 8 }

describe('a mailbox', () => {
  test('gives all at once, and then nothing', () => {
    const box = new Mailbox()
    box.put({ roster: roster(1) })
    box.put({ blips: [blip] })
    expect(box.take()).toEqual({ roster: roster(1), blips: [blip], tiles: [] })
    expect(box.take()).toBeUndefined()
  })

  test('rings once, however much comes before it is emptied', () => {
    const box = new Mailbox()
    box.onNews = vi.fn<() => void>()
    box.put({ blips: [blip] })
    box.put({ blips: [blip] })
    expect(box.onNews).toHaveBeenCalledTimes(1)
    box.take()
    box.put({ blips: [blip] })
    expect(box.onNews).toHaveBeenCalledTimes(2)
  })

  test('keeps the newest of what is replaced, and no tiles of an old picture', () => {
    const box = new Mailbox()
    box.put({ roster: roster(1), picture: picture(1), tiles: [tile(0), tile(1)] })
    box.put({ roster: roster(2), picture: picture(2), tiles: [tile(5)] })
    const news = box.take()
    expect(news?.roster).toEqual(roster(2))
    expect(news?.picture?.id).toBe(2)
    expect(news?.tiles.map(({ index }) => index)).toEqual([5])
  })

  test('never fills up: a page that does not read misses blips only', () => {
    const box = new Mailbox()
    for (let round = 0; round < 10 * mostBlips; round++) box.put({ blips: [blip], tiles: [tile(round % 4)] })
    const news = box.take()
    expect(news?.blips).toHaveLength(mostBlips)
    expect(news?.tiles).toHaveLength(4)
  })
})

describe('a page that watches', () => {
  const next = async (stream: AsyncGenerator<News, void>): Promise<News> => {
    const { value } = await stream.next()
    if (value === undefined) throw new Error('the stream has ended')
    return value
  }

  test('is told how it stands, and then what is new', async () => {
    const bulletin = new Bulletin(about)
    bulletin.tellPicture(picture(1))
    bulletin.tellTile(tile(3))
    const end = new AbortController()
    const stream = bulletin.watch(end.signal)
    const standing = await next(stream)
    expect(standing).toMatchObject({ about, picture: { id: 1 }, roster: roster(0) })
    expect(standing.tiles.map(({ index }) => index)).toEqual([3])

    const news = next(stream)
    bulletin.tellRoster(roster(7))
    expect(await news).toEqual({ roster: roster(7), blips: [], tiles: [] })
    end.abort()
    expect(await stream.next()).toEqual({ value: undefined, done: true })
  })

  test('hears nothing when nothing has changed', async () => {
    const bulletin = new Bulletin(about)
    const end = new AbortController()
    const stream = bulletin.watch(end.signal)
    await next(stream)
    const news = next(stream)
    bulletin.tellRoster(roster(0))
    bulletin.tellTile(tile(1))
    expect(await news).not.toHaveProperty('roster')
    end.abort()
  })

  test('ends also while it waits', async () => {
    const end = new AbortController()
    const stream = new Bulletin(about).watch(end.signal)
    await next(stream)
    const waiting = stream.next()
    end.abort()
    expect(await waiting).toEqual({ value: undefined, done: true })
  })
})
