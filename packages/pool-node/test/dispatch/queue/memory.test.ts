import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const program = fileURLToPath(new URL('./many-tenants.ts', import.meta.url))

test('tenants that come and go leave no memory', { timeout: 60_000 }, async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', program])
  const heap = JSON.parse(stdout) as { before: number; few: number; many: number; empty: number }
  console.log(`heap after GC, in bytes: ${stdout}`)
  // Some are remembered while the queue is not empty, and no more of 600,000 than of 60,000.
  expect(heap.many).toBeLessThanOrEqual(heap.few + 1024 * 1024)
  expect(heap.many).toBeLessThanOrEqual(heap.before + 4 * 1024 * 1024)
  expect(heap.empty).toBeLessThanOrEqual(heap.before + 512 * 1024)
})
