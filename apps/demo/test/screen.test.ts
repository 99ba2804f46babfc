import { Writable } from 'node:stream'
import { stripVTControlCharacters } from 'node:util'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Screen } from '../src/screen.ts'
import { TileMap } from '../src/tile-map.ts'

/** A stream that says it is a terminal, or not, and keeps what it got. */
function makeOut(terminal: { columns: number; rows: number } | undefined) {
  let text = ''
  const out = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      text += chunk.toString()
      done()
    },
  })
  const isTTY = terminal !== undefined
  Object.assign(out, { isTTY, ...terminal, getColorDepth: () => (process.env['NO_COLOR'] ? 1 : 8) })
  return { out: out as unknown as NodeJS.WriteStream, text: () => text }
}

beforeEach(() => {
  vi.stubEnv('TERM', 'xterm')
  vi.stubEnv('NO_COLOR', undefined)
})
afterEach(() => vi.unstubAllEnvs())

describe('the screen', () => {
  test('without a terminal it writes plain lines, and draws nothing', () => {
    const { out, text } = makeOut(undefined)
    const screen = new Screen(out)
    screen.draw(['a map'])
    screen.say(screen.style('red', 'one'), 'two')
    screen.keep()
    expect(text()).toBe('one\ntwo\n')
  })

  test('what is said goes above what is drawn', () => {
    const { out, text } = makeOut({ columns: 80, rows: 24 })
    const screen = new Screen(out)
    screen.draw(['map 1', 'map 2'])
    screen.say('news')
    const [, afterFirst] = text().split('map 2\n')
    // Up two lines, everything below is wiped, the news, and the map once more.
    expect(afterFirst?.startsWith('\x1b[J\x1b[2A\x1b[J')).toBe(true)
    expect(stripVTControlCharacters(afterFirst ?? '')).toBe('news\nmap 1\n')
  })

  test('the cursor comes back', () => {
    const { out, text } = makeOut({ columns: 80, rows: 24 })
    const screen = new Screen(out)
    screen.draw(['map'])
    expect(text().lastIndexOf('\x1b[?25l')).toBeGreaterThan(-1)
    screen.keep()
    expect(text().endsWith('\x1b[?25h')).toBe(true)
  })

  test('a small terminal gets plain lines, NO_COLOR no colours', () => {
    expect(new Screen(makeOut({ columns: 40, rows: 24 }).out).live).toBe(false)
    vi.stubEnv('NO_COLOR', '1')
    const screen = new Screen(makeOut({ columns: 80, rows: 24 }).out)
    expect([screen.live, screen.style('red', 'text')]).toEqual([true, 'text'])
  })
})

describe('the map', () => {
  const plain = (_style: unknown, text: string): string => text

  test('shows who does what', () => {
    const map = new TileMap(6, 3, ['maple', 'willow'], plain)
    map.begun('maple', 0)
    map.done('maple', 0, false)
    map.begun('maple', 1)
    map.begun('willow', 2)
    expect(map.lines()).toEqual(['M m…w…', '· · · '])
    expect(map.summary()).toBe('1 of 6 tiles: maple 1, willow 0')
  })

  test('what is lost can be done by another', () => {
    const map = new TileMap(2, 2, ['maple', 'willow'], plain)
    map.done('maple', 0, false)
    map.begun('maple', 1)
    map.lost('maple')
    expect(map.lines()).toEqual(['M !!'])
    map.begun('willow', 1)
    map.done('willow', 1, true)
    expect(map.lines()).toEqual(['M W+'])
  })
})
