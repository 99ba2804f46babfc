import { type JsonForms, plainForms, writeJson } from '../../codec/json/plain/write.ts'
import type { ValueLimits } from '../../limits.ts'
import { unimplemented } from './unimplemented.ts'
import { untravellable } from './untravellable.ts'

/**
 * Writes a value as plain JSON.
 *
 * @param field what the value is in, for people: `params`, `result`.
 * @param around all that will be around it in its message: it counts as well, as who reads it counts that. Default: ''.
 * @throws RpcError INVALID_ARGUMENT or UNIMPLEMENTED, `not-started`, when it can't travel: with the place in the value.
 */
export type WriteJson = (field: string, value: unknown, limits: ValueLimits, around?: string) => string

/**
 * How a dialect whose values are plain JSON writes them.
 *
 * @param dialect its name, for errors
 * @param forms what stands for values that JSON has no form for, besides a Date as text. Streams are refused.
 */
export function jsonValues(dialect: string, forms: JsonForms = {}): WriteJson {
  const all: JsonForms = {
    ...plainForms,
    ...forms,
    stream: () => {
      throw unimplemented(dialect, 'streams')
    },
  }
  return (field, value, limits, around) => {
    try {
      return writeJson(value, limits, all, around)
    } catch (error) {
      throw untravellable(field, error)
    }
  }
}
