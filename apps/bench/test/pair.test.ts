import { afterEach, expect, test } from 'vitest'
import { contenders } from '../src/contenders.ts'
import type { Contender } from '../src/contender.ts'
import { killAll, running } from '../src/processes/kept.ts'
import { Pair } from '../src/processes/pair.ts'

const bare = contenders.find(({ name }) => name === 'bare') as Contender

afterEach(killAll)

test('a pair is two processes, which are gone when it is closed', { timeout: 30_000 }, async () => {
  const pair = await Pair.open(bare, 1)
  expect(running()).toBe(2)
  await pair.close()
  expect(running()).toBe(0)
})

test('one that does not come to be says why, and leaves no process behind', { timeout: 30_000 }, async () => {
  const gone: Contender = { ...bare, name: 'gone', folder: 'no-such-folder' }
  await expect(Pair.open(gone, 1)).rejects.toThrow(/gone's caller ended \(1\).*no-such-folder/s)
  expect(running()).toBe(0)
  // Here one end would live on.
  const stays = 'process.stdin.resume()'
  const half: Contender = {
    ...bare,
    program: async (side) => [process.execPath, '-e', side === 'caller' ? 'process.exit(3)' : stays],
  }
  await expect(Pair.open(half, 1)).rejects.toThrow(/caller ended \(3\)/)
  expect(running()).toBe(0)
})

test('a caller that is killed and started again is found by the callee', { timeout: 30_000 }, async () => {
  const pair = await Pair.open(bare, 3)
  await pair.restartCaller()
  await pair.caller.ask('ready', null)
  expect(await pair.caller.ask('verify', { work: 'echo', amount: 0 })).toBe(null)
  await pair.close()
})
