import { RpcError, ValueError } from '@wsrpc/core'

/** One step into a value: a property's name or an element's position. */
export type PathStep = string | number

/**
 * Thrown at the value that gob can't say. On its way out each container adds the step that led to it: so a path costs
 * nothing until something is wrong.
 */
export class Refusal extends Error {
  /** Innermost step first. */
  readonly steps: PathStep[] = []
}

/** Thrown when the value as a whole is the trouble, so that no path leads to it. */
export class WholeRefusal extends Refusal {}

/** Adds a step to whatever was thrown inside of a container: a refusal, or an error of a getter or a Proxy. */
export function within(thrown: unknown, step: PathStep): Refusal {
  const refusal = toRefusal(thrown)
  if (!(refusal instanceof WholeRefusal)) refusal.steps.push(step)
  return refusal
}

/** The step to an entry of a Map, or its place when its key is no string. */
export function stepTo(key: unknown, entry: number): PathStep {
  return typeof key === 'string' ? key : entry
}

/**
 * The error for whatever was thrown while a value was looked at. Its cause is core's ValueError, which has the path for
 * whoever knows what the value is called.
 */
export function toRpcError(thrown: unknown): RpcError {
  const refusal = toRefusal(thrown)
  const cause = new ValueError(refusal.steps.reverse(), refusal.message, refusal.cause)
  return new RpcError('INVALID_ARGUMENT', cause.message, { execution: 'not-started', cause })
}

function toRefusal(thrown: unknown): Refusal {
  if (thrown instanceof Refusal) return thrown
  return new Refusal(`reading it failed: ${messageOf(thrown)}`, { cause: thrown })
}

/** Looking at what was thrown may throw once more. */
function messageOf(thrown: unknown): string {
  try {
    return String(thrown instanceof Error ? thrown.message : thrown)
  } catch {
    return 'it threw something unreadable'
  }
}

/** What a value is called in an error: `null`, `a function`, `an object`, `a Promise`. */
export function nameOf(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  if (typeof value !== 'object') return withArticle(typeof value)
  const tag = tagOf(value)
  return withArticle(tag === 'Object' ? 'object' : tag === 'Array' ? 'array' : tag)
}

/** By this and not by `instanceof`, values of other realms (frames, `vm` contexts) are what they look like. */
export function tagOf(value: object): string {
  return Object.prototype.toString.call(value).slice(8, -1)
}

function withArticle(noun: string): string {
  return `${/^[aeio]/i.test(noun) ? 'an' : 'a'} ${noun}`
}
