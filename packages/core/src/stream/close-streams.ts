import { isStream } from '../codec/classify.ts'
import { deepestNesting } from '../codec/values.ts'
import { type Source, sourceOf } from './source.ts'

/**
 * Closes every stream in a value that will not be sent, or not again: a generator that nobody will ask must not wait for
 * ever, nor a file stay open. Does nothing to those that are closed. Never throws.
 */
export function closeStreams(value: unknown): void {
  walk(value, close, 0, new Set())
}

/**
 * Whether there is a stream in a value. Each that is found is known from now on: a stream of Node that breaks while it
 * waits to be sent does not end the process. Never throws.
 */
export function hasStreams(value: unknown): boolean {
  let found = false
  walk(value, () => (found = true), 0, new Set())
  return found
}

/** One that is being sent belongs to that sending: it may be in this value by mistake. */
function close(source: Source): void {
  if (!source.isSent) source.close()
}

/** Wherever an encoder would find them, and in the keys of Maps. */
function walk(value: unknown, visit: (source: Source) => void, depth: number, seen: Set<object>): void {
  if (typeof value !== 'object' || value === null || depth > deepestNesting || seen.has(value)) return
  if (ArrayBuffer.isView(value)) return
  seen.add(value)
  try {
    if (isStream(value)) visit(sourceOf(value))
    else for (const part of partsOf(value)) walk(part, visit, depth + 1, seen)
  } catch {
    // A getter or a Proxy of the application: what is behind it was never sent.
  }
}

function partsOf(value: object): Iterable<unknown> {
  if (Array.isArray(value) || value instanceof Set) return value as Iterable<unknown>
  if (value instanceof Map) return [...value.keys(), ...value.values()]
  return Object.values(value)
}
