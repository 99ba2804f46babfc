import type { ValueLimits } from '@wsrpc/core'
import type { ByteReader } from './byte-reader.ts'
import { OverLimit } from './faults.ts'
import type { TypeTable } from './type-table.ts'

/** What a value is read from: the bytes, what is known of the types, and how much it may be. */
export class Source {
  readonly reader: ByteReader
  readonly types: TypeTable
  readonly limits: ValueLimits
  /** Reads a definition where one is in a value. */
  readonly define: (id: number | bigint) => void
  #items = 0

  constructor(
    reader: ByteReader,
    types: TypeTable,
    limits: ValueLimits,
    define: (id: number | bigint) => void,
  ) {
    this.reader = reader
    this.types = types
    this.limits = limits
    this.define = define
  }

  /** Begins another value. */
  restart(): void {
    this.#items = 0
  }

  /** Counts items before they are made. @throws OverLimit when they are too many. */
  expect(items: number): void {
    const { maxItems } = this.limits
    if ((this.#items += items) > maxItems) throw new OverLimit(`more than ${maxItems} items (maxItems)`)
  }

  /** @throws OverLimit when it is too long. */
  text(): string {
    const { maxStringBytes } = this.limits
    const length = this.reader.length()
    if (length > maxStringBytes) {
      throw new OverLimit(`a string of ${length} bytes, the most are ${maxStringBytes} (maxStringBytes)`)
    }
    return this.reader.text(length)
  }
}
