import { describe, expect, test } from 'vitest'
import { closeCodes, isResumableClose, ProtocolError } from '../../src/close.ts'
import type { Payload } from '../../src/codec/codec.ts'
import { json } from '../../src/codec/json/json.ts'
import { spareItems } from '../../src/codec/scan.ts'
import { deepestNesting } from '../../src/codec/values.ts'
import { frames } from '../../src/dialect/wsrpc/frames.ts'
import { wsrpc } from '../../src/dialect/wsrpc/wsrpc.ts'
import * as limits from '../../src/limits.ts'
import type { BadMessage, Message } from '../../src/message.ts'
import { peerPair } from '../../src/testing/peer-pair.ts'
import { read, section, table } from './markdown.ts'
import { open } from './wire.ts'

const text = read('PROTOCOL.md')

/** As the page writes a number of bytes. */
function bytes(count: number): string {
  return count % 2 ** 20 === 0 ? `${count / 2 ** 20} MiB` : `${count / 2 ** 10} KiB`
}

function time(ms: number): string {
  return ms % 1000 === 0 ? `${ms / 1000} s` : `${ms} ms`
}

/** The numbers with a unit in a piece of the page, in order; those that take two lines too. */
function quantities(part: string): string[] {
  const prose = part.replaceAll(/^```[\s\S]*?^```/gm, '')
  return [...prose.matchAll(/\b(\d+)\s(KiB|MiB|ms|s|messages|counted messages)\b/g)].map(
    ([, count, unit]) => `${count} ${unit}`,
  )
}

describe('the numbers', () => {
  const table_ = table(text, ['number', 'value', 'of'])

  test('of the table are those of limits.ts', () => {
    const all = Object.entries(limits).filter(([, value]) => typeof value === 'number')
    expect(table_.map(([name, value]) => [name, Number(value)])).toEqual(
      table_.map(([name]) => [name, all.find(([known]) => known === name)?.[1]]),
    )
    // What one side does for itself, and nobody else has to know.
    const own = ['maxBufferedBytes', 'maxConcurrency', 'defaultResumeWindow']
    const names = [...table_.map(([name]) => name as string), ...own]
    expect(new Set(names)).toEqual(new Set(all.map(([name]) => name)))
  })

  const {
    ackBytes,
    ackDelay,
    ackMessages,
    handshakeTimeout,
    littleAckBytes,
    littleAckDelay,
    maxBatchBytes,
    maxFrameBytes,
    maxHandshakeBytes,
    maxPartBytes,
    maxStatusBytes,
    maxUnfinishedBytes,
    maxWireBytes,
    replayBytes,
    sendWindow,
    streamPatience,
    streamWindow,
  } = limits
  const acknowledging = [
    `${ackMessages} counted messages`,
    bytes(ackBytes),
    time(ackDelay),
    bytes(littleAckBytes),
    time(littleAckDelay),
  ]
  const sections: Readonly<Record<string, readonly string[]>> = {
    Transport: [bytes(maxWireBytes)],
    'Batches and frames': [bytes(maxBatchBytes), bytes(maxFrameBytes)],
    STATUS: [bytes(maxStatusBytes)],
    Streams: [...Array<string>(3).fill(time(streamPatience)), bytes(streamWindow), bytes(streamWindow)],
    Parts: [
      bytes(maxWireBytes),
      bytes(maxFrameBytes),
      bytes(maxFrameBytes - 1024),
      bytes(maxPartBytes),
      bytes(maxUnfinishedBytes),
      bytes(maxUnfinishedBytes),
    ],
    Acknowledgements: [...acknowledging, bytes(sendWindow), bytes(replayBytes), bytes(maxFrameBytes)],
    'Bad frames': [bytes(maxWireBytes)],
    'A minimal provider': [
      bytes(replayBytes),
      bytes(maxWireBytes),
      bytes(maxStatusBytes),
      bytes(maxFrameBytes),
    ],
  }

  test.each(Object.keys(sections))('of the section %s are those of the code', (name) => {
    expect(quantities(section(text, name))).toEqual(sections[name])
  })

  test('of the handshake, the depth and the items are those of the code', () => {
    const handshake = quantities(section(text, 'Handshake').split('###')[0] as string)
    // What a pool takes of a stranger is the pool's own business: here only that it is more.
    expect(handshake).toEqual([bytes(maxHandshakeBytes), '32 KiB', time(handshakeTimeout)])
    expect(section(text, 'Limits')).toContain(`Never over ${deepestNesting},`)
    expect(section(text, 'Bad frames')).toContain(`\`maxItems\` + ${spareItems} (4400)`)
    expect(maxBatchBytes).toBeLessThanOrEqual(maxFrameBytes)
    expect(section(text, 'Features')).toContain(`\`maxMessageBytes\` of at most ${maxBatchBytes}:`)
    expect(section(text, 'A minimal provider')).toContain(
      `\`maxMessageBytes\` ${maxBatchBytes} in its limits`,
    )
    expect(section(text, 'Resume')).toContain(`Usually ${limits.defaultResumeWindow} `)
  })

  test('in examples of streams are those of the code', () => {
    expect(section(text, 'CREDIT')).toContain(`[[10,1,${streamWindow}]]`)
    expect(section(text, 'Credit, and a reader that stops')).toContain(`[10,1,${streamWindow / 2}]`)
  })
})

describe('the features', () => {
  test('are those of the dialect', () => {
    const names = table(text, ['feature', 'meaning']).map(([name]) => name)
    expect(names).toEqual(wsrpc(json()).features)
  })
})

describe('the close codes', () => {
  test('that leave a window are those of close.ts', () => {
    const listed = table(section(text, 'Which ends leave a window'), ['close code', 'meaning'])
    const codes = Array.from({ length: 5000 }, (_, code) => code).filter(isResumableClose)
    expect(listed.map(([code]) => Number(code))).toEqual(codes)
  })

  test('that are kept for this protocol have all of ours', () => {
    const [, from, to] = /those from (\d+) to (\d+) are kept/.exec(text) ?? []
    const ours = Object.values(closeCodes).map(({ code }) => code)
    const known = ours.filter((code) => code > 1001)
    expect(known.every((code) => code >= Number(from) && code <= Number(to))).toBe(true)
  })
})

describe('bad frames', () => {
  const rows = table(text, ['bad frame', 'what happens'])

  /** What one does to a peer that takes it. */
  function fate(of: BadMessage['of']): string {
    const { acceptor, dialler } = peerPair()
    const from = { hello: 1, call: 1, notify: 1 }[of as string] ?? 2
    acceptor.peer.receive({ type: 'bad', of, id: from, fault: 'f' }, 0)
    expect(dialler.breaches).toEqual([])
    const [breach] = acceptor.breaches
    if (breach !== undefined) return `the connection ends: ${closeCodes[breach.close].code}`
    const [answer] = acceptor.wire
    if (answer?.type === 'error') {
      const { code, execution } = answer
      return `ERROR \`${code}\`, ${execution.replace('-', ' ')}`
    }
    return acceptor.peer.counters.badNotifies > 0 ? 'dropped and counted' : 'told to its call or stream'
  }

  test('end the connection, but for those that are listed', () => {
    const types = Object.keys(frames).filter((name) => name !== 'part') as BadMessage['of'][]
    const ending = types.filter((of) => fate(of) === 'the connection ends: 4400')
    const others = types.filter((of) => !ending.includes(of))
    const listed = rows.slice(0, -2).map(([name]) => name as string)
    expect(listed.toSorted()).toEqual(others.map((of) => of.toUpperCase()).toSorted())
    const shown = new Map(rows.map(([name, what]) => [name, what]))
    expect(shown.get('CALL')).toBe(fate('call'))
    expect(shown.get('NOTIFY')).toBe(fate('notify'))
    expect(rows.at(-2)).toEqual(['any other that this version knows', 'the connection ends: 4400'])
  })

  test('a PART ends it too', () => {
    const close = closeOf([[frames.part.type, 2, { __proto__x: 1 }]], (batch) =>
      batch.replace('__proto__x', '__proto__'),
    )
    expect(close).toBe(4400)
  })
})

/** The close code that a batch is answered with; `undefined`: it is taken. */
function closeOf(batch: unknown, change = (text_: string) => text_): number | undefined {
  return closeOfAll([batch], change)
}

function closeOfAll(batches: readonly unknown[], change = (text_: string) => text_): number | undefined {
  const session = open('json')
  try {
    for (const batch of batches) session.read(change(JSON.stringify(batch)) as Payload, () => {})
  } catch (error) {
    if (error instanceof ProtocolError) return closeCodes[error.close].code
    throw error
  }
  return undefined
}

describe('what a receiver of PARTs refuses', () => {
  const rows = table(section(text, 'PART'), ['a receiver refuses', 'with'])
  const { part, result } = frames
  const numberIn = (row: number): number => Number(/\d+/.exec(rows[row]?.[0] as string)?.[0])
  const piece = (length: number): string => 'a'.repeat(length)
  const first = (id: number, length: number, total: number, type = result.type): unknown => [
    [part.type, id, piece(length), total, type],
  ]

  test('a total over its limit is a bad frame; of an unknown type it ends the connection', () => {
    const most = limits.defaultLimits.maxMessageBytes
    const messages: Message[] = []
    open('json').read(JSON.stringify(first(2, 2000, most + 1)), (message) => messages.push(message))
    expect(messages).toMatchObject([{ type: 'bad', of: 'result', id: 2 }])
    expect(rows[0]?.[1]).toContain(`if the type is unknown: ${closeOf(first(2, 2000, most + 1, 96))}`)
    expect(closeOf(first(2, 2000, most))).toBe(undefined)
  })

  test('the least total', () => {
    const least = numberIn(1)
    expect([closeOf(first(2, 2000, least)), closeOf(first(2, 2000, least - 1))]).toEqual([undefined, 4400])
    expect(rows[1]?.[1]).toBe('4400')
  })

  test('the least piece', () => {
    const least = numberIn(2)
    expect([closeOf(first(2, least, 20_000)), closeOf(first(2, least - 1, 20_000))]).toEqual([
      undefined,
      4400,
    ])
    expect(rows[2]?.[1]).toBe('4400')
  })

  test('more than the total', () => {
    expect(closeOf(first(2, 20_001, 20_000))).toBe(Number(rows[3]?.[1]))
  })

  test('too much that is unfinished', () => {
    const most = limits.defaultLimits.maxMessageBytes
    const four = [2, 4, 6, 8].map((id) => first(id, 2000, most))
    expect(closeOfAll(four)).toBe(undefined)
    expect(closeOfAll([...four, first(10, 2000, 20_000)])).toBe(Number(rows[4]?.[1]))
    expect(rows[4]?.[0]).toContain(bytes(limits.maxUnfinishedBytes))
  })

  test('two of one id at the same time', () => {
    expect(section(text, 'PART')).toMatch(/Two frames of one id never travel in PARTs at the same time: 4400/)
    expect(closeOfAll([first(2, 2000, 20_000), first(2, 2000, 20_000)])).toBe(4400)
  })

  test('another frame than was announced', () => {
    const frame = JSON.stringify([result.type, 2, piece(20_000)])
    const whole = (id: number, type: number): unknown => [[part.type, id, frame, frame.length, type]]
    expect(closeOf(whole(2, result.type))).toBe(undefined)
    expect(closeOf(whole(4, result.type))).toBe(4400)
    expect(closeOf(whole(2, frames.error.type))).toBe(4400)
  })

  test('nothing of one that was aborted', () => {
    const rest = [[part.type, 2, piece(2000)]]
    expect(closeOf(rest)).toBe(undefined)
    expect(closeOfAll([first(2, 2000, 20_000), [[frames.error.type, 2, 'CANCELLED', 'm']], rest])).toBe(
      undefined,
    )
  })
})

describe('what is counted', () => {
  /** How many a side counts of these. */
  function counted(...batches: readonly string[]): number {
    const session = open('json')
    for (let n = 0; n < 10; n++) session.write({ type: 'cancel', id: 2 })
    for (let n = 0; n < 10; n++) {
      session.write({ type: 'cancel', id: 2 })
      session.flush()
    }
    for (const batch of batches) session.read(batch, () => {})
    return session.received
  }

  test('the page names what is not', () => {
    const line = /^.*`\[\]`.* are not counted\.$/m.exec(section(text, 'Acknowledgements'))?.[0] ?? ''
    const examples = [...line.matchAll(/`(\[.*?\])`(?=[, ])/g)].map((match) => match[1] as string)
    expect(examples).toHaveLength(3)
    expect(counted(...examples)).toBe(0)
  })

  test('by type', () => {
    const named = /other than ([A-Z, and]+)\b/.exec(
      section(text, 'Acknowledgements').replaceAll('\n', ' '),
    )?.[1]
    const not = named?.match(/[A-Z]+/g)?.map((name) => frames[name.toLowerCase() as 'ping'].type)
    expect(not).toHaveLength(4)
    const heartbeat = { interval: 0, misses: 2 }
    const head = { agent: 'a', features: [], limits: {} }
    const contents: Readonly<Record<number, unknown>> = {
      [frames.hello.type]: { ...head, versions: [1, 1], instance: 'i' },
      [frames.welcome.type]: { ...head, version: 1, connection: 'c', heartbeat },
      [frames.ping.type]: 1,
      [frames.pong.type]: 1,
    }
    for (const type of not ?? []) expect(counted(JSON.stringify([[type, contents[type]]]))).toBe(0)
    expect(counted('[[6,1]]', '[[96]]', '[3,[20,1],[8,1]]', '[[3,2,{"__proto__":1}]]')).toBe(4)
  })
})
