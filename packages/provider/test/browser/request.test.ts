import { expect, test } from 'vitest'
import { Turn } from '../../src/browser/turn.ts'

/** A lock that is granted when the test says so: a browser's can't be had in the moment in which it is given up. */
function slowLocks() {
  const asked: { signal: AbortSignal; grant: () => Promise<void> }[] = []
  const request = (_name: string, { signal }: { signal: AbortSignal }, grant: () => Promise<void>) => {
    asked.push({ signal, grant })
    return new Promise<void>(() => {})
  }
  return { asked, locks: { request } }
}

function host() {
  const told: string[] = []
  return { told, onTurn: () => void told.push('turn'), onRefused: () => void told.push('refused') }
}

test('a turn that is given up while it is awaited is withdrawn at the browser', () => {
  const { asked, locks } = slowLocks()
  const turn = new Turn(locks, 'tiles', host())
  turn.ask()
  turn.giveUp()
  expect(asked[0]?.signal.aborted).toBe(true)
})

test('one that comes in the moment in which it is given up goes back at once, and is told to nobody', async () => {
  const { asked, locks } = slowLocks()
  const listener = host()
  const turn = new Turn(locks, 'tiles', listener)
  turn.ask()
  turn.giveUp()
  turn.ask()
  await asked[0]?.grant() // and does not hold it
  expect([turn.has, listener.told]).toEqual([false, []])
  void asked[1]?.grant()
  expect([turn.has, listener.told]).toEqual([true, ['turn']])
})
