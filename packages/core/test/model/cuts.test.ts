import { beforeAll, describe, expect, it } from 'vitest'
import type { Codec } from '../../src/codec/codec.ts'
import { json } from '../../src/codec/json/json.ts'
import { msgpack } from '../../src/codec/msgpack/msgpack.ts'
import type { Role } from '../../src/message.ts'
import { type Cut, play, type Played } from './play.ts'
import { type Chapter, chapters } from './scenario.ts'
import { nothingLeft } from './world.ts'

const roles: readonly Role[] = ['dialler', 'acceptor']
const kinds: readonly Cut['how'][] = ['lost', 'unacknowledged']

function shown({ from, message, how, mending }: Cut): string {
  return `message ${message} of the ${from} ${how}, mended by ${mending}`
}

/** What is otherwise than without the cut, and what is left over. */
async function differences(
  codec: Codec,
  parts: readonly Chapter[],
  cut: Cut,
  uncut: Played,
): Promise<readonly string[]> {
  const where = shown(cut)
  const played = await play(codec, parts, cut).catch((error: unknown) => {
    throw new Error(where, { cause: error })
  })
  const names = new Set([...uncut.outcome.keys(), ...played.outcome.keys()])
  const otherwise = [...names].flatMap((name) => {
    const before = JSON.stringify(uncut.outcome.get(name))
    const after = JSON.stringify(played.outcome.get(name))
    return before === after ? [] : [`${name}: ${after} instead of ${before}`]
  })
  return [...otherwise, ...leftOver(played, parts)].map((what) => `${where}: ${what}`)
}

function leftOver({ world }: Played, parts: readonly Chapter[]): readonly string[] {
  const left = JSON.stringify(world.leftovers())
  const faults = left === JSON.stringify(nothingLeft) ? [] : [left]
  // A timer that is armed for what waits no more rings once, and is not armed again.
  world.clock.advance(1000)
  if (world.clock.timers > 0) faults.push(`${world.clock.timers} timers`)
  const ends = parts.includes('departure') ? 1 : 0
  for (const end of world.ends) {
    // A breach would end it, too.
    if (end.ends.length !== ends || end.gone !== ends) faults.push(`ends: ${JSON.stringify(end.ends)}`)
    faults.push(...end.reports.map(String))
  }
  // It is the one that leaves that closes: the other would, but only after seconds.
  if (ends > 0 && world.acceptor.ends[0]?.local !== true) faults.push('the acceptor did not close')
  return faults
}

describe.each([msgpack(), json()])('a session over $name', (codec) => {
  it('comes to the same each time, and leaves nothing', async () => {
    const played = await play(codec)
    const again = await play(codec)
    expect(again.outcome).toEqual(played.outcome)
    expect(again.messages).toEqual(played.messages)
    expect(leftOver(played, chapters)).toEqual([])
    const left = [...played.outcome].filter(([name]) => name.startsWith('left after'))
    expect(left.map(([, notes]) => notes)).toEqual(
      chapters.slice(1).map(() => [JSON.stringify(nothingLeft), '[0,0]']),
    )
  })

  // In chapters, since a cut is felt nearby only: a whole session for each would take long.
  describe.each(chapters)('cut at any message of its %s comes to the same as uncut', (chapter) => {
    let uncut: Played
    beforeAll(async () => {
      uncut = await play(codec, [chapter])
    })

    it.each(kinds)('the message %s', { timeout: 60_000 }, async (how) => {
      const found: string[] = []
      // JSON is slower, and no other to what is cut: each message of it is lost, or not acknowledged.
      const step = codec.format === 'text' ? 2 : 1
      const first = how === 'lost' ? 1 : step
      for (const from of roles) {
        for (let message = first; message <= uncut.messages[from]; message += step) {
          const cut: Cut = { from, message, how, mending: 'counts' }
          found.push(...(await differences(codec, [chapter], cut, uncut)))
        }
      }
      expect(found).toEqual([])
    })
  })

  it('goes on after the real handshake of a resume, too', { timeout: 60_000 }, async () => {
    const parts = chapters.filter((part) => part !== 'departure')
    const uncut = await play(codec, parts)
    const found: string[] = []
    for (const from of roles) {
      const step = Math.ceil(uncut.messages[from] / 4)
      for (let message = 1; message <= uncut.messages[from]; message += step) {
        for (const how of kinds) {
          found.push(
            ...(await differences(codec, parts, { from, message, how, mending: 'handshake' }, uncut)),
          )
        }
      }
    }
    expect(found).toEqual([])
  })
})
