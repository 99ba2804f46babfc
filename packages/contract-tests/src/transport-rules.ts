import { closeCodes, closeReason, type Payload, type Transport } from '@wsrpc/core'
import { expect } from 'vitest'
import type { Ear } from './transport-ear.ts'

/** The one who speaks and the one who listens, each with an ear on it. */
export interface Wire extends AsyncDisposable {
  readonly speaker: Transport
  readonly listener: Transport
  readonly speakerEar: Ear
  readonly listenerEar: Ear
}

/** Holds a transport to one promise. May open as many wires as it needs. */
export type TransportRule = (open: () => Promise<Wire>) => Promise<void>

const mebibyte = 1024 * 1024

/** What a transport promises, by name: so that a known difference can be listed under it. */
export const transportRules: Readonly<Record<string, TransportRule>> = {
  'brings whole messages, in order, text as text and bytes as bytes': async (open) => {
    await using wire = await open()
    const sent = Array.from({ length: 200 }, (_, n) => (n % 3 === 0 ? `text ${n}` : bytes(n * 7, n)))
    for (const payload of sent) expect(wire.speaker.send(payload)).toBe(true)
    expectSame(await wire.listenerEar.received(sent.length), sent)
  },

  'brings what was kept together, where it can keep it, in order and before its close': async (open) => {
    await using wire = await open()
    const { speaker, listenerEar } = wire
    const canKeep = speaker.cork !== undefined
    speaker.send('before')
    await listenerEar.received(1)
    const kept = ['one', bytes(5000, 1), bytes(100, 2), 'x'.repeat(70_000), bytes(70_000, 3)]
    speaker.cork?.()
    for (const payload of kept) expect(speaker.send(payload)).toBe(true)
    expect(speaker.bufferedAmount).toBeGreaterThanOrEqual(canKeep ? 145_000 : 0)
    speaker.close(4001, 'done')
    speaker.uncork?.()
    expectSame(await listenerEar.received(6), ['before', ...kept])
    expect(await listenerEar.end()).toEqual({ code: 4001, reason: 'done' })
  },

  'brings bytes as a plain Uint8Array': async (open) => {
    await using wire = await open()
    wire.speaker.send(bytes(100, 1))
    const [payload] = await wire.listenerEar.received(1)
    expect(Object.getPrototypeOf(payload)).toBe(Uint8Array.prototype)
  },

  'brings text with every kind of character': async (open) => {
    await using wire = await open()
    const text = 'aé€😀\0\n"\\\u2028'
    wire.speaker.send(text)
    expect(await wire.listenerEar.received(1)).toEqual([text])
  },

  'brings empty messages': async (open) => {
    await using wire = await open()
    const sent = ['', new Uint8Array(0), 'last']
    for (const payload of sent) wire.speaker.send(payload)
    expectSame(await wire.listenerEar.received(3), sent)
  },

  'brings messages of 1 MiB': async (open) => {
    await using wire = await open()
    const sent = [bytes(mebibyte, 5), 'x'.repeat(mebibyte)]
    for (const payload of sent) wire.speaker.send(payload)
    expectSame(await wire.listenerEar.received(2), sent)
  },

  'brings a view of a larger buffer without what lies around it': async (open) => {
    await using wire = await open()
    wire.speaker.send(bytes(64, 0).subarray(10, 20))
    expectSame(await wire.listenerEar.received(1), [bytes(10, 10)])
  },

  'brings what was sent before the close, then tells both ends once, with code and reason': async (open) => {
    await using wire = await open()
    wire.speaker.send('one')
    wire.speaker.send(bytes(10, 2))
    wire.speaker.close(4429, 'enough for today')
    await expectEnds(wire, { code: 4429, reason: 'enough for today' })
    expectSame(wire.listenerEar.messages, ['one', bytes(10, 2)])
  },

  'sends nothing from the close on, and says so': async (open) => {
    await using wire = await open()
    wire.speaker.close(4400, 'over')
    expect(wire.speaker.send('too late')).toBe(false)
    await expectEnds(wire, { code: 4400, reason: 'over' })
    expect(wire.speaker.send('too late')).toBe(false)
    expect(wire.listener.send('too late')).toBe(false)
    expect(wire.listenerEar.messages).toEqual([])
    expect(wire.speakerEar.messages).toEqual([])
  },

  'takes a second close, and one after the end, for nothing': async (open) => {
    await using wire = await open()
    wire.speaker.close(4400, 'first')
    wire.speaker.close(4401, 'second')
    await expectEnds(wire, { code: 4400, reason: 'first' })
    wire.speaker.close(4403, 'third')
    wire.speaker.terminate()
    wire.listener.close(4403, 'third')
    wire.listener.terminate()
    await turn()
    expect(wire.speakerEar.ends).toHaveLength(1)
    expect(wire.listenerEar.ends).toHaveLength(1)
  },

  'tells both ends once when both close at the same time': async (open) => {
    await using wire = await open()
    wire.speaker.close(4400, 'mine')
    wire.listener.close(4400, 'yours')
    await Promise.all([wire.speakerEar.end(), wire.listenerEar.end()])
    await turn()
    expect(wire.speakerEar.ends).toHaveLength(1)
    expect(wire.listenerEar.ends).toHaveLength(1)
  },

  'cuts a reason that is too long at a character': async (open) => {
    await using wire = await open()
    const reason = '€'.repeat(100)
    wire.speaker.close(4400, reason)
    const end = await wire.listenerEar.end()
    expect(new TextEncoder().encode(end.reason).length).toBeLessThanOrEqual(123)
    expect(end).toEqual({ code: 4400, reason: closeReason(reason) })
    expect(end.reason).toMatch(/^€+…$/)
  },

  'drops the connection: the other side sees 1006, once': async (open) => {
    await using wire = await open()
    wire.speaker.terminate()
    const [near, far] = await Promise.all([wire.speakerEar.end(), wire.listenerEar.end()])
    expect(far.code).toBe(1006)
    expect(near.code).toBe(1006)
    await turn()
    expect(wire.speakerEar.ends).toHaveLength(1)
    expect(wire.listenerEar.ends).toHaveLength(1)
    expect(wire.speaker.send('too late')).toBe(false)
    expect(wire.listener.send('too late')).toBe(false)
  },

  'closes with each code of ours, as it is': async (open) => {
    const ours = Object.values(closeCodes).filter(({ code }) => code >= 4000)
    for (const { code, meaning } of ours) {
      await using wire = await open()
      wire.speaker.close(code, meaning)
      expect(await wire.listenerEar.end()).toEqual({ code, reason: meaning })
    }
  },

  'closes with the codes of the RFC, as they are': async (open) => {
    for (const code of [1000, 1001, 1011]) {
      await using wire = await open()
      wire.speaker.close(code, 'why')
      expect(await wire.listenerEar.end()).toEqual({ code, reason: 'why' })
    }
  },

  'does not throw at any code of the table, and ends': async (open) => {
    for (const { code, meaning } of Object.values(closeCodes)) {
      await using wire = await open()
      wire.speaker.close(code, meaning)
      await Promise.all([wire.speakerEar.end(), wire.listenerEar.end()])
    }
  },

  'has nothing buffered when all has arrived': async (open) => {
    await using wire = await open()
    expect(wire.speaker.bufferedAmount).toBe(0)
    wire.speaker.send(bytes(1000, 1))
    wire.listener.send('got it')
    await Promise.all([wire.listenerEar.received(1), wire.speakerEar.received(1)])
    await turn()
    expect(wire.speaker.bufferedAmount).toBe(0)
  },
}

async function expectEnds(
  wire: Wire,
  end: { readonly code: number; readonly reason: string },
): Promise<void> {
  await Promise.all([wire.speakerEar.end(), wire.listenerEar.end()])
  await turn()
  expect(wire.listenerEar.ends).toEqual([end])
  // The code is echoed (RFC 6455, section 5.5.1); whether the reason is, is the other side's choice.
  expect(wire.speakerEar.ends).toEqual([{ code: end.code, reason: expect.any(String) as string }])
  expect([...wire.speakerEar.late, ...wire.listenerEar.late]).toEqual([])
}

/** Also for large ones: comparing them element by element takes seconds. */
function expectSame(arrived: readonly Payload[], sent: readonly Payload[]): void {
  expect(arrived.map(describePayload)).toEqual(sent.map(describePayload))
  const differing = arrived.findIndex((payload, index) => !isSame(payload, sent[index] as Payload))
  expect(differing).toBe(-1)
}

function isSame(one: Payload, two: Payload): boolean {
  if (typeof one === 'string' || typeof two === 'string') return one === two
  return one.length === two.length && one.every((byte, index) => byte === two[index])
}

function describePayload(payload: Payload): string {
  return `${typeof payload === 'string' ? 'text' : 'bytes'} of ${payload.length}`
}

function bytes(length: number, first: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => first + index)
}

/** Lets the event loop go round, for what should not come. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
