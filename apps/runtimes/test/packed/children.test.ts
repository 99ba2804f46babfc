import { once } from 'node:events'
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { expect, inject, onTestFinished, test } from 'vitest'
import { Project, root } from '../../src/install/install.ts'
import { run } from '../../src/install/run.ts'

/** Runs for ever, as workerd does: also when its standard input has ended. */
const endless = 'setInterval(() => {}, 1000); console.log(process.pid)'

const source = (file: string): string =>
  JSON.stringify(join(root, 'apps', 'runtimes', 'src', 'install', file))

/** A process that starts an endless one with each of the two, tells their ids, and then does as it is told. */
const parent = (last: string): string => `
  const { run } = await import(${source('run.ts')})
  const { Program } = await import(${source('program.ts')})
  const args = ['-e', ${JSON.stringify(endless)}]
  const program = new Program([process.execPath, ...args], '.')
  console.log(await program.printed(/(\\d+)\\n/))
  const tell = 'require("fs").writeFileSync("pid", String(process.pid)); '
  void run(process.execPath, ['-e', tell + args[1]], { cwd: '.' }).catch(() => {})
  const { existsSync, readFileSync } = await import('node:fs')
  while (!existsSync('pid') || readFileSync('pid', 'utf8') === '') await new Promise((done) => setTimeout(done, 20))
  console.log(readFileSync('pid', 'utf8'))
  ${last}
`

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** Polls for ten seconds: the system tells nobody of the end of another's child. */
async function isGone(pid: number): Promise<boolean> {
  for (let left = 200; isAlive(pid) && left > 0; left--) await setTimeout(50)
  return !isAlive(pid)
}

test.for([
  ['exits', 'process.exit()', null],
  ['throws', 'throw new Error("on purpose")', null],
  ['is sent SIGTERM', 'process.kill(process.pid, "SIGTERM"); setInterval(() => {}, 1000)', 'SIGTERM'],
] as const)('what a process has started ends when it %s', async ([, last, signal]) => {
  using project = new Project(inject('projects'))
  const child = spawn(process.execPath, [project.write('parent.mjs', parent(last))], { cwd: project.folder })
  let output = ''
  child.stdout.on('data', (data) => (output += String(data)))
  const [, endedBy] = await once(child, 'close')
  expect(endedBy).toBe(signal)
  const pids = output.trim().split('\n').map(Number)
  onTestFinished(() => pids.filter(isAlive).forEach((pid) => process.kill(pid, 'SIGKILL')))
  expect(pids).toHaveLength(2)
  for (const pid of pids) expect(await isGone(pid)).toBe(true)
})

test('a program ends with its signal, or when it takes too long', async () => {
  const given = { cwd: root, signal: AbortSignal.timeout(500) }
  await expect(run(process.execPath, ['-e', endless], given)).rejects.toThrow(/abort/i)
  const late = run(process.execPath, ['-e', endless], { cwd: root, timeout: 500 })
  await expect(late).rejects.toThrow('the limit is 0.5 s')
})
