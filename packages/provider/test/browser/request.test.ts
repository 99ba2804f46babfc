import { expect, test } from 'vitest'
import type { Locks } from '../../src/browser/surroundings.ts'
import { Turn } from '../../src/browser/turn.ts'
import { settle } from '../support/world.ts'

/** What the browser was asked. */
interface Asked {
  readonly signal: AbortSignal | undefined
  answer(lock: unknown): Promise<void>
}

/** Locks that are granted when the test says so: a browser's can't be had in the moment in which they are given up. */
function slowLocks(): { asked: Asked[]; locks: Locks } {
  const asked: Asked[] = []
  const request: Locks['request'] = (_name, { signal }, answered) =>
    new Promise<void>((resolve, reject) => {
      const answer = (lock: unknown): Promise<void> => {
        const held = answered(lock)
        void held.then(resolve, reject)
        return held
      }
      asked.push({ signal, answer })
    })
  return { asked, locks: { request } }
}

function host() {
  const told: string[] = []
  return { told, onTurn: () => void told.push('turn'), onRefused: () => void told.push('refused') }
}

test('a turn that is given up while it is awaited is withdrawn at the browser', async () => {
  const { asked, locks } = slowLocks()
  const turn = new Turn(locks, 'tiles', host())
  turn.ask()
  await asked[0]?.answer(null)
  await settle()
  expect([turn.whose, asked[1]?.signal?.aborted]).toEqual(['theirs', false])
  turn.giveUp()
  expect([turn.whose, asked[1]?.signal?.aborted]).toEqual(['open', true])
})

test('one that is given up before the browser answers is not waited for', async () => {
  const { asked, locks } = slowLocks()
  const listener = host()
  const turn = new Turn(locks, 'tiles', listener)
  turn.ask()
  turn.giveUp()
  await asked[0]?.answer(null)
  await settle()
  expect([asked.length, listener.told]).toEqual([1, []])
})

test('one that comes in the moment in which it is given up goes back at once, and is told to nobody', async () => {
  const { asked, locks } = slowLocks()
  const listener = host()
  const turn = new Turn(locks, 'tiles', listener)
  turn.ask()
  turn.giveUp()
  turn.ask()
  await asked[0]?.answer({}) // and does not hold it
  expect([turn.whose, listener.told]).toEqual(['open', []])
  void asked[1]?.answer({})
  expect([turn.whose, listener.told]).toEqual(['ours', ['turn']])
})
