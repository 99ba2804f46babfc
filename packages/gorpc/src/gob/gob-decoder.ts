import { defaultLimits, type ValueLimits } from '@wsrpc/core'
import { BlockQueue, LargeBlock } from './block-queue.ts'
import { ByteReader } from './byte-reader.ts'
import { BadValue, malformed, OverLimit, tooLarge } from './faults.ts'
import { DefinitionReader } from './read-definition.ts'
import { Source } from './source.ts'
import { TypeTable } from './type-table.ts'
import { ValueBuilder } from './value-builder.ts'
import type { WireType } from './wire-type.ts'

/**
 * Reads one stream of gobs: the bytes of one connection from its beginning, in any pieces.
 *
 * | Go                                | here                                                                      |
 * | --------------------------------- | ------------------------------------------------------------------------- |
 * | bool, string, `[]byte`            | boolean, string, Uint8Array                                               |
 * | int…, uint…                       | number; bigint where that is not exact                                    |
 * | float…, complex…                  | number, `{ re, im }`                                                      |
 * | slice, array                      | array (`[n]byte` too: only a slice of bytes is bytes on the wire)         |
 * | map                               | Map, whatever its keys are                                                |
 * | struct                            | object of all its fields, with Go's names; zero where none was sent       |
 * | pointer                           | what it points to; nil is the zero, and null for a struct or an array     |
 * | interface                         | the value if Go itself registers its type, else {@link GobNamed}; or null |
 * | time.Time                         | Date; as a field null when it is zero                                     |
 * | what else turns itself into bytes | these, as Uint8Array; text as string; as a field null when it is zero     |
 */
export class GobDecoder {
  readonly #limits: ValueLimits
  readonly #queue: BlockQueue
  readonly #reader: ByteReader = new ByteReader()
  readonly #types: TypeTable = new TypeTable()
  readonly #definitions: DefinitionReader = new DefinitionReader(this.#reader)
  readonly #builder: ValueBuilder
  /** Bytes so far of the value that waits for the next block. */
  #valueBytes = 0
  #broken: unknown

  /** @param limits what this side takes of a value. Default: {@link defaultLimits}. */
  constructor(limits: ValueLimits = defaultLimits) {
    this.#limits = limits
    this.#queue = new BlockQueue(limits.maxMessageBytes)
    const define = (id: number | bigint) => this.#define(id)
    this.#builder = new ValueBuilder(new Source(this.#reader, this.#types, limits, define))
  }

  /**
   * Takes the next bytes, which must not change any more. What it returns yields the values that are whole now, those
   * that an earlier one was not asked for too. Where a value was over a limit it yields a {@link BadValue}.
   *
   * @throws ProtocolError (when it is walked, after the values that came before) when the stream is broken: nothing
   * can be read from it again. Code `malformed` when it is no gob; `tooLarge` when a value is over a limit that can't be
   * left out, because it holds interfaces, and with them come types that later values may have.
   */
  push(bytes: Uint8Array): IterableIterator<unknown> {
    this.#queue.push(bytes)
    return this.#values()
  }

  *#values(): IterableIterator<unknown> {
    if (this.#broken !== undefined) throw this.#broken
    for (;;) {
      const value = this.#next()
      if (value === undefined) return
      yield value
    }
  }

  /** The next value; `undefined` when it has not all come. */
  #next(): unknown {
    try {
      for (;;) {
        const block = this.#queue.take()
        if (block === undefined) return undefined
        const value = block instanceof LargeBlock ? this.#leaveOut(block) : this.#read(block)
        if (value !== undefined) return value
      }
    } catch (thrown) {
      this.#broken = thrown
      this.#builder.abandon()
      throw thrown
    } finally {
      this.#reader.close()
    }
  }

  #read(block: Uint8Array): unknown {
    this.#reader.open(block)
    const value = this.#builder.isOpen ? this.#resume(block.length) : this.#begin(block.length)
    if (this.#reader.left > 0) throw malformed(`${this.#reader.left} bytes behind a value`)
    return value
  }

  #begin(size: number): unknown {
    const id = this.#reader.int()
    if (id < 0) return this.#define(-id)
    this.#valueBytes = size
    const type = this.#types.get(id)
    try {
      return this.#builder.begin(type)
    } catch (thrown) {
      if (!(thrown instanceof OverLimit)) throw thrown
      return this.#giveUp(type, thrown.message)
    }
  }

  /** Only where an interface is does a value wait: it can't be left out. */
  #resume(size: number): unknown {
    const { maxMessageBytes } = this.#limits
    this.#valueBytes += size
    if (this.#valueBytes > maxMessageBytes) throw tooLarge(tooManyBytes(this.#valueBytes, maxMessageBytes))
    try {
      return this.#builder.resume()
    } catch (thrown) {
      throw thrown instanceof OverLimit ? tooLarge(thrown.message) : thrown
    }
  }

  #define(id: number | bigint): undefined {
    this.#types.define(id, this.#definitions.read())
  }

  #leaveOut({ typeId, length }: LargeBlock): BadValue {
    const fault = tooManyBytes(length, this.#limits.maxMessageBytes)
    if (this.#builder.isOpen || typeId < 0) throw tooLarge(fault)
    return this.#giveUp(this.#types.get(typeId), fault)
  }

  #giveUp(type: WireType, fault: string): BadValue {
    if (this.#types.mayDefine(type)) throw tooLarge(fault)
    this.#builder.abandon()
    this.#reader.close()
    return new BadValue(fault)
  }
}

function tooManyBytes(size: number, limit: number): string {
  return `a value of ${size} bytes, the most are ${limit} (maxMessageBytes)`
}
