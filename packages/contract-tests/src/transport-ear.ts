import type { Payload, TransportEnd, TransportReceiver } from '@wsrpc/core'

/** Listens to a transport and writes down what it is told. */
export class Ear implements TransportReceiver {
  readonly messages: Payload[] = []
  readonly ends: TransportEnd[] = []
  /** What came after the end; nothing may. */
  readonly late: Payload[] = []
  readonly #waiting: { readonly isDone: () => boolean; readonly done: () => void }[] = []

  message(payload: Payload): void {
    if (this.ends.length > 0) this.late.push(payload)
    this.messages.push(payload)
    this.#look()
  }

  closed(end: TransportEnd): void {
    this.ends.push(end)
    this.#look()
  }

  /** Resolves when so many messages are in. */
  async received(count: number): Promise<readonly Payload[]> {
    await this.#until(() => this.messages.length >= count)
    return this.messages
  }

  /** Resolves when it is told the end. */
  async end(): Promise<TransportEnd> {
    await this.#until(() => this.ends.length > 0)
    return this.ends[0] as TransportEnd
  }

  #until(isDone: () => boolean): Promise<void> {
    return new Promise((done) => {
      this.#waiting.push({ isDone, done })
      this.#look()
    })
  }

  #look(): void {
    for (const waiter of this.#waiting) if (waiter.isDone()) waiter.done()
  }
}
