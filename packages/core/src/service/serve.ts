import { isErrorCode, isRpcError, RpcError } from '../errors.ts'
import type { Alarm } from '../link/alarm.ts'
import type { ErrorMessage, NotifyMessage } from '../message.ts'
import type { IncomingCall } from '../peer/calls.ts'
import type { Peer } from '../peer/peer.ts'
import { type ServedCall, ServedContext } from './context.ts'
import type { Gate } from './gate.ts'
import { intercept, type Interceptor } from './interceptors.ts'
import type { Method, Registry } from './registry.ts'

/** How an error that a method threw looks to the caller. */
export type DescribeError = (error: unknown, method: string) => Omit<ErrorMessage, 'type' | 'id'>

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
    if (method === undefined) return peer.fail(call, notThere(registry, call.method))
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
    try {
      peer.answer(call, value)
    } finally {
      this.#leave(context)
    }
  }

  #fail(peer: Peer, call: IncomingCall, context: ServedContext | undefined, error: unknown): void {
    try {
      peer.fail(call, this.#describe(error, call.method))
    } finally {
      this.#leave(context)
    }
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

/** An RpcError crosses whole; any other error with its name and message only, never its stack or properties. */
export function describeError(error: unknown): Omit<ErrorMessage, 'type' | 'id'> {
  // The method ran, whatever the execution of a call that it made itself.
  const execution = 'finished'
  const code = 'UNKNOWN'
  try {
    if (isRpcError(error)) {
      return {
        code: isErrorCode(error.code) ? error.code : code,
        message: text(error.message),
        data: error.data,
        execution,
      }
    }
    if (error instanceof Error) {
      return { code, message: text(error.message), name: text(error.name).slice(0, maxNameLength), execution }
    }
    return {
      code,
      message: typeof error === 'string' ? error : `the method threw ${typeof error}`,
      execution,
    }
  } catch {
    return { code, message: 'the method threw an error that can not be read', execution }
  }
}

/** Longest name of an error that is sent. */
const maxNameLength = 256

/** Nothing keeps a program from giving its errors a message that is an object, and the wire takes strings only. */
function text(value: unknown): string {
  return typeof value === 'string' ? value : String(value)
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
