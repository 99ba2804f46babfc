import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

const program = fileURLToPath(new URL('./leak/cycles.ts', import.meta.url))

it('10,000 cycles of connect and close leave no memory and no handle', { timeout: 180_000 }, async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', program])
  const report = JSON.parse(stdout) as { at2000: number; at10000: number; before: string[]; after: string[] }
  console.log(`heap after GC: ${report.at2000} bytes at 2,000 cycles, ${report.at10000} at 10,000`)
  expect(report.at10000).toBeLessThanOrEqual(report.at2000 + 2 * 1024 * 1024)
  expect(report.after).toEqual(report.before)
})
