import { spawn } from 'node:child_process'
import type { Result } from '@wsrpc/contract-tests/provider/run'
import { userEnvironment } from '../install/run.ts'

/** Longer than the suite gives itself, and less than vitest gives us. In ms. */
const patience = 105_000

/**
 * Runs a program that prints its results, one in a line, to its own end: nothing of the provider may keep it alive.
 *
 * @throws Error with all that it printed, when it fails or does not end.
 */
export function resultsOf(command: readonly string[], cwd: string): Promise<Result[]> {
  const [file = '', ...args] = command
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd, env: userEnvironment(), stdio: ['ignore', 'pipe', 'pipe'] })
    let [output, errors, late] = ['', '', '']
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text))
    const timer = setTimeout(() => {
      late = `it did not end within ${patience} ms`
      child.kill('SIGKILL')
    }, patience)
    child.once('error', reject)
    child.once('close', (code) => {
      clearTimeout(timer)
      if (code === 0) resolve(parseResults(output))
      else reject(new Error(`${late || `it ended with ${code}`}:\n${output}${errors}`))
    })
  })
}

/** Results, one in a line. Other lines are somebody else's. */
export function parseResults(text: string): Result[] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('{"group":'))
    .map((line) => JSON.parse(line) as Result)
}
