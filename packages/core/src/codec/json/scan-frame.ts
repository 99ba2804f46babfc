import { MalformedError } from '../codec.ts'
import { protoKey } from '../scan.ts'

/** Longest way to write `__proto__`, each character as an escape. */
const longestProto = 9 * 6

/** Walks the characters of a batch, frame after frame. */
export class FrameScanner {
  /** Where the next character is. */
  pos = 0

  /** What the last frame was like: its size in UTF-8, … */
  bytes = 0
  /** … how many items it holds, … */
  items = 0
  /** … how many brackets around its deepest item, not counting its own, … */
  depth = 0
  /** … the longest string in it, in bytes, … */
  longest = 0
  /** … whether a property is named like a tag, … */
  tagged = false
  /** … and what can't be said in these numbers. */
  fault: string | undefined

  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  enterBatch(): void {
    this.#skipSpace()
    if (!this.#accept('[')) throw new MalformedError('the message is not an array')
  }

  /** Goes to the next element of the batch, if there is one; to the end of the batch otherwise. */
  next(index: number): boolean {
    this.#skipSpace()
    if (this.#accept(']')) return false
    if (index > 0) {
      if (!this.#accept(',')) throw broken()
      this.#skipSpace()
    }
    return true
  }

  leaveBatch(): void {
    this.#skipSpace()
    if (this.pos !== this.#text.length) throw new MalformedError('characters behind the last frame')
  }

  /** Skips a non-negative integer, if one is here. */
  skipNumber(): boolean {
    const text = this.#text
    const start = this.pos
    while (isDigit(text.charCodeAt(this.pos))) this.pos++
    return this.pos > start && Number.isSafeInteger(Number(text.slice(start, this.pos)))
  }

  /**
   * Walks one frame.
   *
   * @throws MalformedError when its end can't be found.
   */
  scan(): void {
    const text = this.#text
    const start = this.pos
    if (!this.#accept('[')) throw new MalformedError('a frame is not an array')
    this.bytes = this.items = this.depth = this.longest = 0
    this.tagged = false
    this.fault = undefined
    let open = 1
    while (open > 0) {
      if (this.pos >= text.length) throw broken()
      switch (text.charCodeAt(this.pos)) {
        case 0x22: // "
          this.items++
          this.#string()
          break
        case 0x5b: // [
        case 0x7b: // {
          this.items++
          // Counted from the frame's own bracket.
          if (open > this.depth) this.depth = open
          open++
          this.pos++
          break
        case 0x5d: // ]
        case 0x7d: // }
          open--
          this.pos++
          break
        case 0x2c: // ,
        case 0x3a: // :
        case 0x20:
        case 0x0a:
        case 0x0d:
        case 0x09:
          this.pos++
          break
        default:
          this.items++
          // At least one character, whatever it is, so that the walk comes to an end.
          do this.pos++
          while (isLiteral(text.charCodeAt(this.pos)))
      }
    }
    this.bytes += this.pos - start
  }

  /** Walks a string, which may turn out to be a key. */
  #string(): void {
    const text = this.#text
    const start = this.pos + 1
    let pos = start
    /** Bytes that UTF-8 takes beyond one a character. */
    let extra = 0
    /** Characters that escapes take beyond the bytes that they stand for. */
    let escaping = 0
    while (true) {
      const code = text.charCodeAt(pos)
      if (code === 0x22) break
      if (code === 0x5c) {
        // The digits of \u are walked like any characters: a quote among them does end the string.
        escaping += text.charCodeAt(pos + 1) === 0x75 ? 6 - bytesOfEscape(text, pos + 2) : 1
        pos += 2
      } else {
        if (code >= 0x80) extra += code < 0x800 || (code & 0xf800) === 0xd800 ? 1 : 2
        pos++
      }
      if (pos >= text.length) throw broken()
    }
    this.bytes += extra
    const bytes = pos - start + extra - escaping
    if (bytes > this.longest) this.longest = bytes
    this.pos = pos + 1
    this.#skipSpace()
    if (text.charCodeAt(this.pos) === 0x3a) this.#key(start, pos, escaping > 0)
  }

  #key(start: number, end: number, escaped: boolean): void {
    const text = this.#text
    const first = text.charCodeAt(start)
    // An escape may hide a $.
    if (first === 0x24 || first === 0x5c) this.tagged = true
    const name =
      escaped && end - start <= longestProto ? unescaped(text.slice(start - 1, end + 1)) : undefined
    if (name === '__proto__' || (end - start === 9 && text.startsWith('__proto__', start)))
      this.fault = protoKey
  }

  #accept(character: string): boolean {
    if (this.#text[this.pos] !== character) return false
    this.pos++
    return true
  }

  #skipSpace(): void {
    const text = this.#text
    while (isSpace(text.charCodeAt(this.pos))) this.pos++
  }
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39
}

/** Whether it may belong to a number, `true`, `false` or `null`; what else it may be is refused by JSON.parse. */
function isLiteral(code: number): boolean {
  switch (code) {
    case 0x22:
    case 0x2c:
    case 0x3a:
    case 0x5b:
    case 0x5d:
    case 0x7b:
    case 0x7d:
      return false
    default:
      return code > 0x20
  }
}

/** How many bytes the character takes whose four digits are here: told by the first three. */
function bytesOfEscape(text: string, pos: number): number {
  if (text.charCodeAt(pos) !== 0x30 || text.charCodeAt(pos + 1) > 0x37) return 3
  return text.charCodeAt(pos + 1) === 0x30 && text.charCodeAt(pos + 2) <= 0x37 ? 1 : 2
}

function unescaped(literal: string): unknown {
  try {
    return JSON.parse(literal)
  } catch {
    return undefined
  }
}

function broken(): MalformedError {
  return new MalformedError('the text is not JSON, or cut off')
}
