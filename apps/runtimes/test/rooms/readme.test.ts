import { expect, test } from 'vitest'
import { root } from '../../src/install/install.ts'
import { run } from '../../src/install/run.ts'

// When it fails: npm test, then node scripts/runtimes-table.mjs --write
test("the README's table of the runtimes is what results.json tells", async () => {
  const check = run(process.execPath, ['scripts/runtimes-table.mjs'], { cwd: root })
  await expect(check).resolves.toMatchObject({ stderr: '' })
})
