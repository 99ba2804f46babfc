import { defaultLimits, RpcError, type ValueLimits } from '@wsrpc/core'
import { Budget } from './budget.ts'
import { ByteWriter } from './byte-writer.ts'
import { toRpcError } from './refusal.ts'
import { typeFor } from './type-for.ts'
import { TypeIds } from './type-ids.ts'
import { writeWhole } from './write-value.ts'

/**
 * Writes one stream of gobs: the bytes of one connection from its beginning, each type defined before the first value
 * that needs it. They have to be sent in the order in which they were made, without a gap.
 */
export class GobEncoder {
  /** What the other side takes of a value. */
  readonly #limits: ValueLimits
  readonly #types: TypeIds = new TypeIds()
  readonly #writer: ByteWriter = new ByteWriter()
  #isBusy = false

  /** @param limits of a value. Go itself has none; these keep out cycles. Default: {@link defaultLimits}. */
  constructor(limits: ValueLimits = defaultLimits) {
    this.#limits = limits
  }

  /**
   * Encodes values: each as the type that `gob.of` gave it, or as what it looks like (see {@link gob}).
   *
   * @returns the bytes of all of them, with the types that are new. Its memory is never written again.
   * @throws RpcError INVALID_ARGUMENT, not started, when gob can't say one of them; it names the path in that value,
   * and its cause is a ValueError that has it as data. Then it is for all of them as if they had never been encoded.
   */
  encode(...values: readonly unknown[]): Uint8Array {
    if (this.#isBusy) throw interleaved()
    this.#isBusy = true
    try {
      for (const value of values) this.#write(value)
      this.#types.keep()
      return this.#writer.take()
    } catch (thrown) {
      this.#types.drop()
      this.#writer.clear()
      throw toRpcError(thrown)
    } finally {
      this.#isBusy = false
    }
  }

  #write(value: unknown): void {
    const writer = this.#writer
    const { idOf } = this.#types
    const type = typeFor(this.#limits, value, 0)
    const start = writer.size
    const defined = this.#types.definitions.length
    writer.allow(this.#limits.maxMessageBytes)
    writer.int(idOf(type))
    writeWhole({ writer, budget: new Budget(this.#limits), idOf }, type, value, 0)
    writer.checkSize()
    writer.allow(Infinity)
    writer.insertLength(start)
    // Types that came up inside of interfaces are among them.
    writer.insert(start, this.#types.definitions.subarray(defined))
  }
}

/** A getter of a value that is being sent must not send on the same connection. */
function interleaved(): RpcError {
  const reason = 'sent from inside of a getter of another value: send it afterwards'
  return new RpcError('INVALID_ARGUMENT', reason, { execution: 'not-started' })
}
