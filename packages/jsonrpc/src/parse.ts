import { elementsOf, faultInJson, type Limits, MalformedError, membersOf } from '@wsrpc/core'
import type { Element } from './reader.ts'

/** Most elements of a batch: as many as the other side may have calls in flight, when nothing is said. */
export const mostElements = 1024

/** One whose values must not be built. */
export interface BadElement {
  readonly members: ReadonlyMap<string, string>
  readonly fault: string
}

/** What a WebSocket message is. */
export type Parsed =
  | { readonly kind: 'single'; readonly elements: readonly [Element | BadElement] }
  | { readonly kind: 'batch'; readonly elements: readonly (Element | BadElement)[] }
  | { readonly kind: 'unparsable' }
  | { readonly kind: 'too-long' }

const decoder = new TextDecoder('utf-8', { fatal: true })

/** The members that tell what an element is, and whose. */
const telling = ['id', 'method', 'result', 'error']

/** Scanned first, then parsed. What breaks a limit is told apart from the rest, and nothing is built from it. Never throws. */
export function parse(payload: Uint8Array | string, limits: Limits): Parsed {
  try {
    const text = typeof payload === 'string' ? payload : decoder.decode(payload)
    return text.trimStart().startsWith('[') ? parseBatch(text, limits) : parseSingle(text, limits)
  } catch {
    return { kind: 'unparsable' }
  }
}

function parseSingle(text: string, limits: Limits): Parsed {
  return { kind: 'single', elements: [elementOf(text, limits)] }
}

function parseBatch(text: string, limits: Limits): Parsed {
  // The elements are in one more bracket.
  if (faultInJson(text, limits, 2) !== undefined) {
    const texts = elementsOf(text, mostElements + 1)
    if (texts.length > mostElements) return { kind: 'too-long' }
    return { kind: 'batch', elements: texts.map((element) => elementOf(element, limits)) }
  }
  const values = JSON.parse(text) as unknown[]
  if (values.length > mostElements) return { kind: 'too-long' }
  let texts: readonly string[] | undefined
  const textAt = (at: number): string => (texts ??= elementsOf(text, values.length))[at] as string
  return {
    kind: 'batch',
    elements: values.map((value, at) => ({ value, written: (name) => writtenIn(textAt(at), name) })),
  }
}

/** @throws SyntaxError or MalformedError when it is no JSON. */
function elementOf(text: string, limits: Limits): Element | BadElement {
  const fault = faultInJson(text, limits, 1)
  if (fault !== undefined) return { members: membersIn(text), fault }
  return { value: JSON.parse(text), written: (name) => writtenIn(text, name) }
}

function writtenIn(text: string, member: string): string | undefined {
  return membersOf(text, [member]).get(member)
}

function membersIn(text: string): ReadonlyMap<string, string> {
  try {
    return membersOf(text, telling)
  } catch (error) {
    if (error instanceof MalformedError) return new Map() // no object, and nobody's
    throw error
  }
}
