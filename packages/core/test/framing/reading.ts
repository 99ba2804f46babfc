import { FrameReader, type FrameReaderOptions } from '../../src/framing/frame-reader.ts'

/** A message, or a piece of another frame. */
export interface Told {
  readonly kind: 'message' | 'other' | 'detached'
  /** As it was handed over. */
  readonly given: Uint8Array
  /** What it was then. */
  readonly bytes: Uint8Array
}

export interface Reading {
  readonly reader: FrameReader
  readonly told: Told[]
}

export interface ReadingOptions extends Partial<FrameReaderOptions> {
  readonly maxBytes?: number
  /** Whether nothing may be read behind a piece of another frame yet. */
  readonly judges?: () => boolean
  readonly onEvent?: (reader: FrameReader) => void
}

/** A reader, and what it told. */
const nothing = new Uint8Array(0)

export function reading(options: ReadingOptions = {}): Reading {
  const { maxBytes = 128 * 1024, masked = true, judges = () => false, onEvent = () => {} } = options
  const { allocate = (size) => new Uint8Array(size).fill(0xaa) } = options
  const told: Told[] = []
  const sink = {
    message: (given: Uint8Array) => {
      told.push({ kind: 'message', given, bytes: new Uint8Array(given) })
      onEvent(reader)
    },
    other: (given: Uint8Array) => {
      told.push({ kind: 'other', given, bytes: new Uint8Array(given) })
      onEvent(reader)
      return !judges()
    },
    detached: () => {
      told.push({ kind: 'detached', given: nothing, bytes: nothing })
    },
  }
  const reader: FrameReader = new FrameReader(sink, maxBytes, { masked, allocate })
  return { reader, told }
}

/** To compare: pieces that follow each other are one. */
export function inWords(told: readonly Pick<Told, 'kind' | 'bytes'>[]): string[] {
  const words: string[] = []
  told.forEach(({ kind, bytes }, place) => {
    if (kind === 'other' && told[place - 1]?.kind === 'other') words.push(`${words.pop()}${hex(bytes)}`)
    else words.push(`${kind} ${hex(bytes)}`)
  })
  return words
}

/** A message, as {@link inWords} says it. */
export function message(bytes: Uint8Array): string {
  return `message ${hex(bytes)}`
}

/** Another frame, or several. */
export function other(...frames: readonly Uint8Array[]): string {
  return `other ${frames.map(hex).join('')}`
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex')
}
