// Our provider in a pool that speaks JSON-RPC, on every runtime: the installed packages, and the pool in another process.

import { expect, test } from 'vitest'
import { isLeftOut } from '../../../src/install/programs.ts'
import { everywhere } from '../support/everywhere.ts'
import { quietEnd, visit } from './visit.ts'

const dialect = {
  text: "import { jsonrpc } from '@wsrpc/jsonrpc'\nexport const dialect = jsonrpc()\n",
}

/** What is asked for and JSON-RPC has no words for. */
const lack: unknown = expect.stringContaining('the dialect jsonrpc has no streams')

for (const where of everywhere) {
  test.skipIf(isLeftOut(where.name, where.path))(
    `a provider on ${where.name} joins in JSON-RPC, serves, and leaves in peace`,
    async () => {
      const { answer, code, end } = await visit(where, dialect)
      expect(answer['values']).toHaveLength(7)
      expect(answer['values']).toEqual(answer['sent'])
      expect(answer).toMatchObject({
        greeting: 'hello attic',
        error: {
          code: 'PERMISSION_DENIED',
          message: 'object-1 is not yours',
          data: { id: 'object-1' },
          execution: 'finished',
        },
        missing: { code: 'UNIMPLEMENTED', message: 'Method not found', execution: 'not-started' },
        streamed: { code: 'UNIMPLEMENTED', message: lack, execution: 'not-started' },
        streams: { code: 'UNIMPLEMENTED', message: lack, execution: 'finished' },
      })
      expect(code).toBe('1000')
      expect(end).toBe(where.ends ? quietEnd : undefined)
    },
  )
}
