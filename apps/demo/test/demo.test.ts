import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))

interface Run {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** Runs the demo as somebody would; `until` sees all that it has said so far, until it says that it has seen enough. */
function demo(args: string[], until?: (out: string, child: ChildProcess) => boolean): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
    let [out, err] = ['', '']
    let enough = false
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text
      // There may be more to read from a process that is gone.
      enough ||= until?.(out, child) ?? true
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text))
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, out, err }))
  })
}

/** Whether a process is there. */
function runs(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

function providersIn(out: string): number[] {
  return [...out.matchAll(/^ {3}(?:cabinet|maple|willow) +pid (\d+) /gm)].map(([, pid]) => Number(pid))
}

describe('the demo', () => {
  test('holds all that it claims', { timeout: 90_000 }, async () => {
    const { code, out, err } = await demo(['--check'])
    expect({ code, err, failed: out.match(/^FAILED.*$/gm) }).toEqual({ code: 0, err: '', failed: null })
    expect(out).toMatch(/^ok {6}maple was killed with [12] tiles? in flight/m)
    expect(out).toMatch(/^All \d+ hold/m)
    expect(out).not.toContain('\x1b')
  })

  test.each(['SIGTERM', 'SIGKILL'] as const)(
    'leaves no process behind after %s',
    { timeout: 60_000 },
    async (signal) => {
      const { out } = await demo([], (soFar, child) => {
        return soFar.includes('5. A picture') && child.kill(signal)
      })
      const providers = providersIn(out)
      expect(providers).toHaveLength(3)
      // They are no children of this process: nothing tells when they end.
      await expect.poll(() => providers.filter(runs), { timeout: 30_000 }).toEqual([])
    },
  )

  test('says so when a provider ends by itself', { timeout: 60_000 }, async () => {
    const { code, err } = await demo([], (soFar) => {
      const [cabinet] = providersIn(soFar)
      return cabinet !== undefined && runs(cabinet) && process.kill(cabinet, 'SIGKILL')
    })
    expect(code).toBe(1)
    expect(err).toContain('the provider cabinet ended by SIGKILL')
  })
})

describe('options', () => {
  test('--help names them', { timeout: 60_000 }, async () => {
    const { code, out } = await demo(['--help'])
    expect(code).toBe(0)
    expect(out).toContain('--check')
  })

  test('an unknown one is refused', { timeout: 60_000 }, async () => {
    const { code, out, err } = await demo(['--chek'])
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain("There is no option '--chek'")
    expect(err).toContain('--check')
  })
})
