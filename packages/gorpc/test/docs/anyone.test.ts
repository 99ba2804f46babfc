// The providers of docs/anyone.md, run as they stand there: each joins, serves, fails, and comes back.

import { execFile, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { jsonrpc } from '@wsrpc/jsonrpc'
import { type BindOptions, Pool } from '@wsrpc/pool-node'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { root } from '../../../pool-node/test/docs/project.ts'
import { goGob, goOrigin } from '../../src/index.ts'
import { goEnvironment, goIsMissing } from '../peer/build.ts'
import { failure } from '../peer/stage.ts'

/** What runs Python, of those that have websockets; `undefined`: none. In CI there always is, or the test fails. */
const python = ['python3', '/usr/bin/python3'].find((name) => {
  try {
    execFileSync(name, ['-c', 'import websockets'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
})
const isInCi = process.env['CI'] !== undefined

let folder: string
const open: (() => unknown)[] = []

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wsrpc-anyone-'))
})
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close()
  rmSync(folder, { recursive: true, force: true })
})

/** The program of the page in this language, for a pool on this port. */
function program(language: string, port: number): string {
  const page = readFileSync(join(root, 'docs/anyone.md'), 'utf8')
  const [, text] = new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\``, 'm').exec(page) ?? []
  return (text as string).replace('pool.example:8080', `127.0.0.1:${port}`)
}

function start(file: string, args: readonly string[]): void {
  const child = spawn(file, args, { stdio: ['ignore', 'inherit', 'inherit'] })
  open.push(async () => {
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
  })
}

async function listen(path: string, bound: BindOptions, port = 0): Promise<{ pool: Pool; port: number }> {
  const pool = new Pool().bind(path, bound)
  open.push(() => pool.close())
  return { pool, port: (await pool.listen({ host: '127.0.0.1', port })).port }
}

test.skipIf(python === undefined && !isInCi)('the provider in Python', { timeout: 30_000 }, async () => {
  const bound = { services: ['Greeter'], dialect: jsonrpc() }
  const { pool, port } = await listen('/python', bound)
  writeFileSync(join(folder, 'provider.py'), program('python', port))
  start(python ?? 'python3', [join(folder, 'provider.py')])
  expect(await pool.call('Greeter.greet', ['Ann'])).toBe('hello Ann')
  expect(await failure(pool.call('Greeter.divide', [1, 0]))).toMatchObject({
    code: 'UNKNOWN',
    message: 'division by zero',
  })
  expect(await failure(pool.call('Greeter.missing'))).toMatchObject({ code: 'UNIMPLEMENTED' })
  expect(await pool.call('Greeter.divide', [1, 4])).toBe(0.25)
  await pool.close()
  const { pool: next } = await listen('/python', bound, port)
  expect(await next.call('Greeter.greet', ['again'])).toBe('hello again')
})

test.skipIf(goIsMissing)('the provider in Go', { timeout: 60_000 }, async () => {
  const bound = { services: ['Backend'], dialect: goGob(), origins: goOrigin }
  const { pool, port } = await listen('/go', bound)
  writeFileSync(join(folder, 'main.go'), program('go', port))
  await promisify(execFile)('go', ['build', '-o', 'provider', 'main.go'], { cwd: folder, env: goEnvironment })
  start(join(folder, 'provider'), [])
  expect(await pool.call('Backend.get', ['object_id-1'])).toBe('value of object_id-1')
  expect(await failure(pool.call('Backend.get', ['']))).toMatchObject({
    code: 'NOT_FOUND',
    message: 'an object has an id',
  })
  expect(await failure(pool.call('Backend.missing', ['x']))).toMatchObject({ code: 'UNIMPLEMENTED' })
  await pool.close()
  const { pool: next } = await listen('/go', bound, port)
  expect(await next.call('Backend.get', ['again'])).toBe('value of again')
})
