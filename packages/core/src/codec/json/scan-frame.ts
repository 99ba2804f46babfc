import { MalformedError } from '../codec.ts'
import { protoKey } from '../scan.ts'
import { endOfString, isLonger } from './scan-string.ts'

/** Longest way to write `__proto__`, each character as an escape. */
const longestProto = 9 * 6

/** Walks the characters of a batch, frame after frame. */
export class FrameScanner {
  /** Where the next character is. */
  pos = 0

  /** What the last frame was like: how many items it holds, … */
  items = 0
  /** … how many brackets around its deepest item, not counting its own, … */
  depth = 0
  /** … whether a property is named like a tag, … */
  tagged = false
  /** … whether a string in it is too long, … */
  hasLongString = false
  /** … and what can't be said in these. */
  fault: string | undefined

  readonly #text: string
  readonly #maxStringBytes: number

  constructor(text: string, maxStringBytes: number) {
    this.#text = text
    this.#maxStringBytes = maxStringBytes
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
    if (!this.#accept('[')) throw new MalformedError('a frame is not an array')
    this.items = this.depth = 0
    this.tagged = this.hasLongString = false
    this.fault = undefined
    let pos = this.pos
    let open = 1
    while (open > 0) {
      switch (text.charCodeAt(pos)) {
        case 0x22: // "
          this.items++
          pos = this.#string(pos + 1)
          break
        case 0x5b: // [
        case 0x7b: // {
          this.items++
          // Counted from the frame's own bracket.
          if (open > this.depth) this.depth = open
          open++
          pos++
          break
        case 0x5d: // ]
        case 0x7d: // }
          open--
          pos++
          break
        case 0x2c: // ,
        case 0x3a: // :
        case 0x20:
        case 0x0a:
        case 0x0d:
        case 0x09:
          pos++
          break
        default:
          if (pos >= text.length) throw broken()
          this.items++
          // At least one character, whatever it is, so that the walk comes to an end.
          do pos++
          while (isLiteral(text.charCodeAt(pos)))
      }
    }
    this.pos = pos
  }

  /** Skips a string, which may turn out to be a key. @returns where what comes next is. */
  #string(start: number): number {
    const text = this.#text
    const end = endOfString(text, start)
    const most = this.#maxStringBytes
    // Measured only where it may matter: no character takes more than three bytes.
    if ((end - start) * 3 > most && isLonger(text.slice(start, end), most)) this.hasLongString = true
    let next = end + 1
    while (isSpace(text.charCodeAt(next))) next++
    if (text.charCodeAt(next) === 0x3a) this.#key(start, end)
    return next
  }

  #key(start: number, end: number): void {
    const text = this.#text
    const first = text.charCodeAt(start)
    // An escape may hide a $, or the first of __proto__.
    if (first === 0x24 || first === 0x5c) this.tagged = true
    if (first !== 0x5f && first !== 0x5c) return
    if (end - start <= longestProto && unescaped(text.slice(start, end)) === '__proto__')
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
  // Digits first, and what is beside them: most are.
  return (code >= 0x2d && code <= 0x39) || (code > 0x20 && !isMark(code))
}

function isMark(code: number): boolean {
  switch (code) {
    case 0x22:
    case 0x2c:
    case 0x3a:
    case 0x5b:
    case 0x5d:
    case 0x7b:
    case 0x7d:
      return true
    default:
      return false
  }
}

function unescaped(name: string): unknown {
  if (!name.includes('\\')) return name
  try {
    return JSON.parse(`"${name}"`)
  } catch {
    return undefined
  }
}

function broken(): MalformedError {
  return new MalformedError('the text is not JSON, or cut off')
}
