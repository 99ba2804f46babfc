import { Pool } from '@wsrpc/pool-node'
import { expect, test, vi } from 'vitest'
import { open } from '../src/contenders/wsrpc/callee.ts'

test('a provider that is turned away for good when it comes back counts as lost', async () => {
  const before = new Pool().bind('/pool')
  const { url, port } = await before.listen({ host: '127.0.0.1', port: 0 })
  const callee = await open({ at: `${url}/pool`, clients: 2, variant: '' })
  expect(callee.lost?.()).toBe(0)
  await before.close()
  await using after = new Pool({ authenticate: () => false }).bind('/pool')
  await after.listen({ host: '127.0.0.1', port })
  await vi.waitFor(() => expect(callee.lost?.()).toBe(2), { timeout: 8000 })
  await callee.close()
})
