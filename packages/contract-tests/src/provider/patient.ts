import { handler } from '@wsrpc/provider'
import type { Notes } from './notes.ts'

/** A service whose methods run until their signals fire, one of them even longer; it notes both. */
export function patient(notes: Notes): { Patient: object } {
  const wait = handler(
    (context, name: string) =>
      new Promise<string>((resolve) => {
        notes.add('runs', name)
        context.signal.addEventListener('abort', () => {
          notes.add('aborted', (context.signal.reason as { code?: string }).code)
          resolve(name)
        })
      }),
  )
  const forEver = handler((context) => {
    notes.add('runs')
    context.signal.addEventListener('abort', () => notes.add('aborted'))
    return new Promise<never>(() => {})
  })
  return { Patient: { wait, forEver } }
}
