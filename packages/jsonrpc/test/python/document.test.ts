// Both programs of docs/a-provider-in-python.md against each other, as a reader starts them.

import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { poolProgram } from './document.ts'
import { lastingPort } from './ports.ts'
import { Program } from './program.ts'
import { orWhyNot, pythonIsMissing } from './python.ts'
import { providerFor } from './stage.ts'

const packages: string = fileURLToPath(new URL('../../../', import.meta.url))

/** A folder as an application's: what is in it finds the packages. */
function application(): string {
  const folder = mkdtempSync(join(tmpdir(), 'wsrpc-python-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const modules = join(folder, 'node_modules', '@wsrpc')
  mkdirSync(modules, { recursive: true })
  for (const name of ['jsonrpc', 'pool-node'])
    symlinkSync(join(packages, name), join(modules, name), 'junction')
  return folder
}

test.skipIf(pythonIsMissing)(
  `the pool of the document gets its value from Python${orWhyNot}`,
  { timeout: 60_000 },
  async () => {
    const port = await lastingPort()
    const file = join(application(), 'pool.mts')
    const source = poolProgram()
    expect(source).toContain('listen(8080)')
    writeFileSync(file, source.replace('8080', String(port)))
    await using pool = new Program(process.execPath, [file])
    await pool.wrote('lets anybody join') // the warning of a pool that listens: else the provider would back off meanwhile
    await using _ = providerFor(`ws://127.0.0.1:${port}/python`)
    await pool.wrote('value of object_id-1\n')
  },
)
