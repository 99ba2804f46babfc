import type { CallOptions } from '../options.ts'
import { checkHedge } from './hedge.ts'
import { checkNames } from './names.ts'
import { checkBoolean, shown } from './values.ts'

/** Longest name, key or label of a call, in characters. */
const longest = 4096

/** @throws TypeError naming the option that is not what it must be. Those that all calls have, core checks. */
export function checkCallOptions(options: CallOptions): void {
  checkNames('call', options)
  const { idempotent, signal, affinity, provider, identity, tenant, priority, labels, hedge, observe } =
    options
  checkBoolean('idempotent', idempotent)
  // Signals of polyfills and of other realms count too.
  if (
    signal !== undefined &&
    typeof (signal as Partial<AbortSignal> | null)?.addEventListener !== 'function'
  ) {
    throw new TypeError(`signal must be an AbortSignal, not ${shown(signal)}`)
  }
  checkText('affinity', affinity, "as 'user-17'; a number by String(17)")
  checkText('provider', provider, "the name or the instance of a provider, as 'worker-7'")
  checkText('identity', identity, "who a provider proved to be, as 'ann'")
  checkText('tenant', tenant, "as 'customer-3'")
  if (priority !== undefined && !Number.isFinite(priority)) {
    throw new TypeError(`priority must be a finite number, higher goes first; not ${shown(priority)}`)
  }
  if (labels !== undefined) checkLabels(labels)
  if (hedge !== undefined && hedge !== false) checkHedge(hedge)
  if (observe !== undefined && typeof observe !== 'function') {
    throw new TypeError(`observe must be a function that is told what happens, not ${shown(observe)}`)
  }
}

function checkText(name: string, value: unknown, example: string): void {
  if (value === undefined || (typeof value === 'string' && value.length > 0 && value.length <= longest))
    return
  throw new TypeError(
    `${name} must be a string of 1 to ${longest} characters, ${example}; not ${shown(value)}`,
  )
}

function checkLabels(labels: unknown): void {
  if (typeof labels !== 'object' || labels === null || Array.isArray(labels)) {
    throw new TypeError(`labels must be an object, as { gpu: true }; not ${shown(labels)}`)
  }
  for (const [name, label] of Object.entries(labels)) {
    if (typeof label === 'string' || typeof label === 'boolean' || Number.isFinite(label)) continue
    throw new TypeError(`labels.${name} must be a string, a finite number or a boolean, not ${shown(label)}`)
  }
}
