import { BadFrame, MalformedError, type Frame, type FrameDecoder, type Payload, type Refs } from '../codec.ts'
import { messageOf } from '../refusal.ts'
import { borderOf } from '../scan.ts'
import { StreamRefs } from '../stream-refs.ts'
import { Restorer } from './restore.ts'
import { scan, type JsonScan } from './scan.ts'
import { utf8Length } from '../utf8-length.ts'
import type { ValueLimits } from '../../limits.ts'

type Element = Frame | BadFrame | number

const nothing: readonly number[] = []

/** Reads batches: scans a message, then has it parsed natively. */
export class JsonDecoder implements FrameDecoder {
  limits: ValueLimits
  /** The message that was decoded last, and where its elements are in it. */
  #text = ''
  #borders: readonly number[] = nothing

  constructor(limits: ValueLimits) {
    this.limits = limits
  }

  decode(message: Payload, refs?: Refs): readonly Element[] {
    this.done()
    if (typeof message !== 'string') throw new MalformedError('a binary message, and JSON is text')
    const scanned = scan(message, this.limits)
    const elements =
      scanned.faults === undefined ? (parse(message) as Element[]) : parseSingly(message, scanned)
    this.#text = message
    this.#borders = scanned.borders
    return scanned.tagged ? this.#restore(elements, message, scanned, refs) : elements
  }

  sizeOf(index: number): number {
    return utf8Length(this.#text.slice(...borderOf(this.#borders, index)))
  }

  done(): void {
    this.#text = ''
    this.#borders = nothing
  }

  join(parts: readonly Payload[]): string {
    if (!parts.every((part) => typeof part === 'string')) throw new MalformedError('a part that is no text')
    // In one step: a string that is put together twice is slow to read.
    return ['[', ...parts, ']'].join('')
  }

  #restore(elements: Element[], text: string, { borders }: JsonScan, refs: Refs | undefined): Element[] {
    const restorer = new Restorer(this.limits.maxDepth, new StreamRefs(refs))
    return elements.map((element, i) => {
      if (typeof element === 'number' || element instanceof BadFrame) return element
      try {
        return restorer.restore(element as unknown[], i)
      } catch (thrown) {
        return badFrame(text.slice(borders[2 * i], borders[2 * i + 1]), messageOf(thrown))
      }
    })
  }
}

function parseSingly(text: string, { borders, faults }: JsonScan): Element[] {
  const elements: Element[] = []
  for (let i = 0; i < borders.length / 2; i++) {
    const element = text.slice(borders[2 * i], borders[2 * i + 1])
    const fault = faults?.get(i)
    elements.push(fault === undefined ? (parse(element) as Frame | number) : badFrame(element, fault))
  }
  return elements
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new MalformedError('the text is not JSON')
  }
}

/** Reads type and id by hand: nothing may be built from the rest. */
function badFrame(text: string, fault: string): BadFrame {
  const [, type, id] = /^\[\s*(?:(\d{1,16})\s*(?:,\s*(\d{1,16})\s*)?[,\]])?/.exec(text) ?? []
  return new BadFrame(toId(type), toId(id), fault)
}

function toId(digits: string | undefined): number {
  const id = digits === undefined ? -1 : Number(digits)
  return Number.isSafeInteger(id) ? id : -1
}
