import { describe, expect, test } from 'vitest'
import { defaultLimits, streamPatience, streamWindow } from '../../src/limits.ts'
import type { RemoteStream } from '../../src/stream/remote-stream.ts'
import { read } from './markdown.ts'
import { settled, Stage } from './stage.ts'

/** What PROTOCOL.md says in prose of streams, counts and ends, tried on a real end. Each names the words that it tries. */

const text = read('PROTOCOL.md').replaceAll(/\n\s*/g, ' ')

function says(words: string): void {
  expect(text).toContain(words)
}

/** A pool that has called, and a provider whose answers are written by hand. */
async function called(): Promise<{ stage: Stage; call: ReturnType<Stage['pool']['call']> }> {
  const stage = await Stage.open()
  stage.deafen()
  const call = stage.pool.call('Backend.get', ['log'])
  await settled()
  stage.told.length = 0
  return { stage, call }
}

const fromPool = (stage: Stage): string[] => stage.told.filter((line) => line.startsWith('Pool'))

describe('a stream', () => {
  test('whose item comes without credit ends the connection', async () => {
    says('An ITEM that comes when the credit is at zero or below is a breach: 4400.')
    const { stage } = await called()
    await stage.say('[[3,2,{"$Stream":1}],[7,1,"x"]]')
    expect(fromPool(stage)).toEqual(['Pool closes: 4400'])
  })

  test('may go below its credit once', async () => {
    says('the credit may fall below zero, and an item that is larger than all of it can travel')
    const { stage, call } = await called()
    await stage.say('[[3,2,{"$Stream":1}]]')
    const [end] = call.ends as { value: RemoteStream<string> }[]
    const items = end?.value[Symbol.asyncIterator]()
    const first = items?.next()
    await settled()
    const item = JSON.stringify([7, 1, 'a'.repeat(streamWindow)])
    for (let at = 0; at < item.length; at += 60_000) {
      const piece = item.slice(at, at + 60_000)
      await stage.say(JSON.stringify([at === 0 ? [11, 1, piece, item.length, 7] : [11, 1, piece]]))
    }
    expect((await first)?.value).toHaveLength(streamWindow)
    // Topped up to the window: by what the item had cost.
    expect(fromPool(stage).at(-1)).toContain(`[10,1,${item.length}]`)
  })

  test('of the wrong side, or one too many, makes its frame bad', async () => {
    says('An id that is in use already makes the frame [bad](#bad-frames).')
    says('A frame that brings more is bad')
    const many = Array.from({ length: defaultLimits.maxStreams + 1 }, (_, n) => ({ $Stream: 2 * n + 1 }))
    for (const value of [{ $Stream: 4 }, many]) {
      const { stage, call } = await called()
      await stage.say(JSON.stringify([[3, 2, value]]))
      expect(call.ends).toMatchObject([{ error: { code: 'INVALID_ARGUMENT', execution: 'finished' } }])
      expect(stage.pool.ends).toEqual([])
      says('A CANCEL with the id ends the streams that it may bring')
      expect(fromPool(stage).join(' ')).toContain('[6,2]')
    }
  })

  test('that nobody wants gets a CANCEL', async () => {
    says('(in a late answer, in a frame that is dropped, in a NOTIFY) gets a CANCEL')
    for (const frame of ['[3,8,{"$Stream":5}]', '[96,8,{"$Stream":5}]', '[2,1,"A.b",[{"$Stream":5}]]']) {
      const { stage } = await called()
      await stage.say(`[${frame}]`)
      expect(fromPool(stage)).toEqual(['Pool: [2,[6,5]]'])
    }
  })

  test('that nobody asks for gets one too', async () => {
    says(`not asked for within ${streamPatience / 1000} s`)
    const { stage } = await called()
    await stage.say('[[3,2,{"$Stream":1}]]')
    for (let ms = 0; ms < streamPatience - 1000; ms += 1000) {
      await stage.say('[[20,1]]') // somebody is there
      await stage.later(1000 - 8)
    }
    expect(fromPool(stage).join(' ')).not.toContain('[6,1]')
    await stage.later(1000)
    expect(fromPool(stage).join(' ')).toContain('[6,1]')
  })

  test('is held by its call until it has ended', async () => {
    says('The slot is taken until the last has ended')
    const { stage, call } = await called()
    await stage.say('[[3,2,{"$Stream":1}]]')
    expect([call.ends.length, call.releases]).toEqual([1, 0])
    await stage.say('[[8,1]]')
    expect(call.releases).toBe(1)
  })

  test('of a call that failed is ended by its caller', async () => {
    says('the caller gives them up. The callee reads no more, and sends no CANCEL')
    says('who reads a stream that its sender gave up must not take it for whole')
    for (const [answer, end] of [
      ['[4,2,"ABORTED","no"]', '[9,4,"CANCELLED"'],
      ['[5,2,"full"]', '[8,4]'],
    ]) {
      const stage = await Stage.open()
      stage.deafen()
      stage.pool.call('Backend.put', [(async function* () {})()])
      await settled()
      await stage.say(`[${answer}]`)
      expect(fromPool(stage).join(' ')).toContain(end)
    }
  })

  test('in params goes on after the result', async () => {
    says('go on until they are read, given up or not asked for')
    const stage = await Stage.open()
    stage.deafen()
    stage.pool.call('Backend.put', [(async function* () {})()])
    await settled()
    await stage.say('[[3,2]]')
    expect(fromPool(stage).join(' ')).not.toContain('[8,4]')
    await stage.say('[[10,4,1000]]')
    expect(fromPool(stage).join(' ')).toContain('[8,4]')
  })
})

describe('a count', () => {
  test('that is lower is no news, one that is higher a breach', async () => {
    says('A number that is lower than one before is no news, and ignored.')
    says('One that is higher than what was sent is a breach: 4400.')
    const { stage } = await called()
    for (const count of [1, 0]) await stage.say(`[${count}]`)
    expect(stage.pool.ends).toEqual([])
    await stage.say('[2]')
    expect(fromPool(stage)).toEqual(['Pool closes: 4400'])
  })

  test('refuses a resume if it can not be', async () => {
    says('has a `received` of less than was acknowledged, or of more than was sent')
    const { stage } = await called()
    stage.pool.call('Backend.get', ['id-2'])
    await settled()
    await stage.say('[1]')
    const { link } = stage.pool
    expect([0, 1, 2, 3].map((count) => link.canResume(count))).toEqual([false, true, true, false])
  })
})

describe('what is late', () => {
  test('is ignored', async () => {
    says('answers, items and ends for an id that is not open')
    const { stage } = await called()
    const late = ['[3,4,1]', '[4,4,"ABORTED","no"]', '[5,4,"full"]', '[6,4]', '[6,1]', '[7,1,1]', '[8,1]']
    const more = ['[9,1,"ABORTED","no"]', '[10,4,1]', '[11,1,"x"]']
    await stage.say(`[${[...late, ...more].join(',')}]`)
    expect(fromPool(stage)).toEqual([])
    expect(stage.pool.ends).toEqual([])
  })
})

describe('a lost socket', () => {
  test('leaves a window after the codes that are listed only', async () => {
    says('any other, and everything from 4400 to 4599, ends the connection')
    for (const [code, interrupted] of [
      [1011, true],
      [1000, false],
      [4408, false],
    ] as const) {
      const stage = await Stage.open()
      await stage.close(code)
      expect([code, stage.pool.link.interrupted]).toEqual([code, interrupted])
    }
  })
})
