import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { makeLongFile } from '../src/long-file.ts'

const placeOf = (pid: number | undefined): URL => new URL(`../out/long-${pid}.bin`, import.meta.url)

test('is gone when its process exits, whatever it had in hand', async () => {
  const { href } = new URL('../src/long-file.ts', import.meta.url)
  const program = `import { makeLongFile } from '${href}'
    const { path } = await makeLongFile(1000)
    process.stdin.once('data', () => process.exit(1))
    console.log(path)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const ended = once(child, 'close')
  await once(child.stdout, 'data')
  expect(existsSync(placeOf(child.pid))).toBe(true)
  child.stdin.write('now')
  await ended
  expect(existsSync(placeOf(child.pid))).toBe(false)
})

test('those of processes that are gone are removed, those of others are not', async () => {
  const { pid } = spawnSync(process.execPath, ['-e', ''])
  await mkdir(new URL('../out/', import.meta.url), { recursive: true })
  await writeFile(placeOf(pid), 'left behind')
  await writeFile(placeOf(process.ppid), 'in use')
  const file = await makeLongFile(10)
  expect([pid, process.ppid, process.pid].map((one) => existsSync(placeOf(one)))).toEqual([false, true, true])
  await file[Symbol.asyncDispose]()
  expect(existsSync(placeOf(process.pid))).toBe(false)
  await rm(placeOf(process.ppid))
})
