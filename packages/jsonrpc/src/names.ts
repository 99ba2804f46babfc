/** A method's name here, `Service.method`, and on the wire, where it may have no service. */
export class Names {
  readonly #prefix: string | undefined

  /** @param service where names without a dot belong. */
  constructor(service: string | undefined) {
    this.#prefix = service === undefined ? undefined : `${service}.`
  }

  toWire(method: string): string {
    const prefix = this.#prefix
    if (prefix === undefined || !method.startsWith(prefix)) return method
    const short = method.slice(prefix.length)
    // With a dot it would come back as another service's.
    return short.includes('.') ? method : short
  }

  fromWire(name: string): string {
    return this.#prefix === undefined || name.includes('.') ? name : this.#prefix + name
  }
}
