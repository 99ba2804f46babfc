import { RpcError } from '../errors.ts'
import type { Alarm } from '../link/alarm.ts'
import type { ErrorMessage, NotifyMessage } from '../message.ts'
import type { IncomingCall } from '../peer/calls.ts'
import { type DescribeError, describeError } from '../peer/failures.ts'
import type { Peer } from '../peer/peer.ts'
import { type ServedCall, ServedContext } from './context.ts'
import type { Gate } from './gate.ts'
import { intercept, type Interceptor } from './interceptors.ts'
import type { Method, Registry } from './registry.ts'

export interface ServerOptions {
  readonly registry: Registry
  readonly alarm: Alarm
  readonly gate: Gate
  readonly describeError?: DescribeError
  readonly interceptors?: readonly Interceptor<ServedCall>[]
  /** A NOTIFY was dropped, or its method threw: nobody else would know. */
  readonly report: (error: RpcError) => void
}

/** Runs the calls that arrive: looks the method up, takes a slot, runs it, answers exactly once. */
export class Server {
  readonly #options: ServerOptions
  readonly #describeError: DescribeError
  readonly #interceptors: readonly Interceptor<ServedCall>[]

  constructor(options: ServerOptions) {
    this.#options = options
    this.#describeError = options.describeError ?? describeError
    this.#interceptors = options.interceptors ?? []
  }

  call(peer: Peer, call: IncomingCall, identity: unknown): void {
    const { registry, gate } = this.#options
    const method = registry.find(call.method)
    if (method === undefined) return void peer.fail(call, notThere(registry, call.method))
    if (!gate.enter()) return peer.refuse(call, 'full')
    const context = this.#contextOf(method, call, identity)
    let result: unknown
    let promise: Promise<unknown> | undefined
    try {
      result = this.#run(method, call.params, context)
      promise = promiseOf(result)
    } catch (error) {
      return this.#fail(peer, call, context, error)
    }
    // A synchronous method is answered without a promise: it costs a microtask less.
    if (promise === undefined) return this.#answer(peer, call, context, result)
    promise.then(
      (value) => this.#answer(peer, call, context, value),
      (error: unknown) => this.#fail(peer, call, context, error),
    )
  }

  notify(message: NotifyMessage, identity: unknown): void {
    const { registry, gate } = this.#options
    const name = message.method
    const method = registry.find(name)
    if (method === undefined)
      return this.#report(new RpcError('UNIMPLEMENTED', `a notify to ${name}, which is not here`))
    const failed = (error: unknown): void => {
      const { code, message: text } = describeError(error)
      this.#report(new RpcError(code, `a notify to ${name} failed: ${text}`, { cause: error }))
    }
    const taken = gate.whenFree(() => {
      const leave = (): void => gate.leave()
      try {
        const context = this.#contextOf(method, message, identity)
        const promise = promiseOf(this.#run(method, message.params, context))
        if (promise !== undefined)
          return void promise.then(leave, (error: unknown) => (failed(error), leave()))
      } catch (error) {
        failed(error)
      }
      leave()
    })
    if (!taken) {
      const why = `a notify to ${name} was dropped: too many wait for a slot`
      this.#report(new RpcError('RESOURCE_EXHAUSTED', why))
    }
  }

  /** Only for those who look at it: most methods don't, and this is the hot path. */
  #contextOf(
    method: Method,
    incoming: IncomingCall | NotifyMessage,
    identity: unknown,
  ): ServedContext | undefined {
    if (!method.wantsContext && this.#interceptors.length === 0) return undefined
    return new ServedContext(incoming, identity, this.#options.alarm)
  }

  #run(method: Method, params: readonly unknown[], context: ServedContext | undefined): unknown {
    if (context === undefined || this.#interceptors.length === 0) return method.run(params, context)
    return intercept(this.#interceptors, context, () => method.run(context.params, context))
  }

  #answer(peer: Peer, call: IncomingCall, context: ServedContext | undefined, value: unknown): void {
    let over = true
    try {
      over = peer.answer(call, value)
    } finally {
      this.#answered(over, call, context)
    }
  }

  #fail(peer: Peer, call: IncomingCall, context: ServedContext | undefined, error: unknown): void {
    let over = true
    try {
      over = peer.fail(call, this.#describe(error, call.method))
    } finally {
      this.#answered(over, call, context)
    }
  }

  /** The slot is taken until the answer has left and its streams have ended. */
  #answered(over: boolean, call: IncomingCall, context: ServedContext | undefined): void {
    if (over) return this.#leave(context)
    context?.answered()
    call.onReleased = () => this.#leave(context)
  }

  #leave(context: ServedContext | undefined): void {
    context?.settled()
    this.#options.gate.leave()
  }

  /** What the host describes errors with may fail too; its caller is answered even so. */
  #describe(error: unknown, method: string): Omit<ErrorMessage, 'type' | 'id'> {
    try {
      return this.#describeError(error, method)
    } catch (cause) {
      const message = `${method} failed, and its error could not be described`
      this.#report(new RpcError('INTERNAL', message, { cause }))
      return { code: 'INTERNAL', message, execution: 'finished' }
    }
  }

  #report(error: RpcError): void {
    try {
      this.#options.report(error)
    } catch (thrown) {
      // It must not break what is reported from. As with a listener of the platform, it becomes an uncaught exception.
      queueMicrotask(() => {
        throw thrown
      })
    }
  }
}

function notThere(registry: Registry, method: string): Omit<ErrorMessage, 'type' | 'id'> {
  const service = method.slice(0, Math.max(0, method.indexOf('.')))
  const execution = 'not-started'
  if (registry.services.has(service))
    return { code: 'UNIMPLEMENTED', message: `there is no method ${method}`, execution }
  return { code: 'NOT_FOUND', message: `there is no service for ${method}`, execution }
}

/**
 * What a method returned, if it must be awaited. A promise as it is; any other thenable behind one, since it may
 * throw, or tell its end twice.
 */
function promiseOf(value: unknown): Promise<unknown> | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  if (value instanceof Promise) return value
  return typeof (value as { then?: unknown }).then === 'function' ? Promise.resolve(value) : undefined
}
