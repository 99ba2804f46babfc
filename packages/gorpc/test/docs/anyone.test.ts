// The provider of docs/anyone.md, run as it stands there: it joins, serves, fails, and comes back.

import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Pool } from '@wsrpc/pool-node'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { root } from '../../../pool-node/test/docs/project.ts'
import { lastingPorts } from '../../../pool-node/test/support/ports.ts'
import { goGob, goOrigin } from '../../src/index.ts'
import { goEnvironment, goIsMissing } from '../peer/build.ts'
import { failure } from '../peer/stage.ts'

let folder: string
const open: (() => unknown)[] = []

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wsrpc-anyone-'))
})
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close()
  rmSync(folder, { recursive: true, force: true })
})

/** The program of the page, for a pool on this port. */
function program(port: number): string {
  const page = readFileSync(join(root, 'docs/anyone.md'), 'utf8')
  const [, text] = /^```go\n([^]*?)^```/m.exec(page) ?? []
  return (text as string).replace('pool.example:8080', `127.0.0.1:${port}`)
}

function start(file: string): void {
  const child = spawn(file, [], { stdio: ['ignore', 'inherit', 'inherit'] })
  const ended = once(child, 'exit')
  open.push(async () => {
    child.kill('SIGKILL')
    await ended
  })
}

async function listen(port: number): Promise<Pool> {
  const bound = { services: ['Backend'], dialect: goGob(), origins: goOrigin }
  const pool = new Pool().bind('/go', bound)
  open.push(() => pool.close())
  await pool.listen({ host: '127.0.0.1', port })
  return pool
}

test.skipIf(goIsMissing)('the provider in Go', { timeout: 60_000 }, async () => {
  const [port] = (await lastingPorts(1)) as [number]
  writeFileSync(join(folder, 'main.go'), program(port))
  await promisify(execFile)('go', ['build', '-o', 'provider', 'main.go'], { cwd: folder, env: goEnvironment })
  const pool = await listen(port)
  start(join(folder, 'provider'))
  expect(await pool.call('Backend.get', ['object_id-1'])).toBe('value of object_id-1')
  expect(await failure(pool.call('Backend.get', ['']))).toMatchObject({
    code: 'NOT_FOUND',
    message: 'an object has an id',
  })
  expect(await failure(pool.call('Backend.missing', ['x']))).toMatchObject({ code: 'UNIMPLEMENTED' })
  await pool.close()
  const next = await listen(port)
  expect(await next.call('Backend.get', ['again'])).toBe('value of again')
})
