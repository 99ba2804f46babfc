import { closeCodes, type CloseName } from '../close.ts'
import type { LinkEnd } from './host.ts'

/** The end that this side makes. */
export function closeEnd(name: CloseName): LinkEnd {
  const { code, meaning } = closeCodes[name]
  return { code, reason: meaning, local: true }
}
