import { isRpcError } from '@wsrpc/core'
import type { EventEmitter } from 'eventemitter3'
import type { ConnectionEvents } from './events.ts'

/** Tells the application. What its listeners throw is theirs: it must not break what is told from. */
export class Speaker {
  readonly #emitter: EventEmitter<ConnectionEvents>
  readonly #printed = new Set<string>()

  constructor(emitter: EventEmitter<ConnectionEvents>) {
    this.#emitter = emitter
  }

  tell<Name extends keyof ConnectionEvents>(name: Name, event: ConnectionEvents[Name][0]): void {
    try {
      ;(this.#emitter as unknown as { emit(name: string, event: unknown): void }).emit(name, event)
    } catch (error) {
      // As the platform does with the listeners of an EventTarget: it becomes an uncaught exception.
      queueMicrotask(() => {
        throw error
      })
    }
  }

  /** An error that nobody listens to is printed, but not at every attempt: once for each code. */
  error(error: Error): void {
    if (this.#emitter.listenerCount('error') > 0) return this.tell('error', error)
    const kind = isRpcError(error) ? error.code : error.name
    if (this.#printed.has(kind)) return
    this.#printed.add(kind)
    // eslint-disable-next-line no-console -- never swallowed: nobody else would know
    console.error(`wsrpc: ${error.message} (listen to the connection's 'error' events to handle this)`)
  }
}
