/** So many are drawn at once: a call for each would cost more than the key. */
const atOnce = 1024

/** Keys for the frames of a client: four bytes each, from a strong source (RFC 6455, section 5.3). */
export class MaskingKeys {
  #keys: Int32Array<ArrayBuffer> | undefined
  #at = atOnce

  next(): number {
    const keys = (this.#keys ??= new Int32Array(atOnce))
    if (this.#at === atOnce) {
      crypto.getRandomValues(keys)
      this.#at = 0
    }
    return keys[this.#at++] as number
  }
}
