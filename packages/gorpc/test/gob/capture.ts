import { readFileSync } from 'node:fs'

/** Messages of net/rpc as they were recorded between two programs of Go: a pool that calls, a provider that answers. */
const capture = JSON.parse(readFileSync(new URL('capture.json', import.meta.url), 'utf8')) as readonly {
  readonly from: 'pool' | 'provider'
  readonly hex: string
}[]

/** What one side sent, in hex. */
export function messagesOf(side: 'pool' | 'provider'): string[] {
  return capture.filter(({ from }) => from === side).map(({ hex }) => hex)
}
