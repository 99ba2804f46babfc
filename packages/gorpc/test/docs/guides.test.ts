// The code in the guides that are about this package.

import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { blocksOf } from '../../../pool-node/test/docs/blocks.ts'
import { programsOf, sourceOf } from '../../../pool-node/test/docs/program.ts'
import { Project, root } from '../../../pool-node/test/docs/project.ts'

const project = new Project()
// Its stock client is in a guide; the package of that dialect has it.
const client = join('node_modules', 'rpc-websockets')
symlinkSync(join(root, 'packages/jsonrpc', client), join(project.folder, client), 'junction')
afterAll(() => project[Symbol.dispose]())

test.each([
  ['docs/migrating-from-go.md', 2],
  ['docs/anyone.md', 3],
])('the code of %s has the right types', { timeout: 60_000 }, async (guide, count) => {
  const blocks = blocksOf(root, guide)
  expect(blocks).toHaveLength(count)
  for (const { group, role, ...program } of programsOf(blocks)) {
    project.write(`guides/${group}-${role}.mts`, sourceOf({ group, role, ...program }))
  }
  expect(await project.checkTypes()).toBe('')
})
