/**
 * This side's calls that are not answered, by their ids: which method each is of, by its name on the wire. Of one that is
 * given up the answer is awaited all the same, so there are never more than may be open.
 */
export class Called {
  readonly #methods = new Map<number, string>()

  begin(id: number, method: string): void {
    this.#methods.set(id, method)
  }

  /** It is answered. @returns its method; '' when there is no such call. */
  end(id: number): string {
    const method = this.#methods.get(id) ?? ''
    this.#methods.delete(id)
    return method
  }
}
