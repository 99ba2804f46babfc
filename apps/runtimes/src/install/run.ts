import { execFile } from 'node:child_process'
import { delimiter, dirname } from 'node:path'
import { promisify } from 'node:util'

const execute = promisify(execFile)

/** What npm tells the scripts that it runs. An npm further down would take it for its own settings. */
const ofTheOuterNpm = /^(npm_(lifecycle|package|command|config_local_prefix)|INIT_CWD$)/i

/** The environment of a user who has the Node that runs this, and has started nothing yet. */
export function userEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !ofTheOuterNpm.test(name))
  const path = [dirname(process.execPath), process.env['PATH']].join(delimiter)
  return { ...Object.fromEntries(kept), PATH: path, NO_COLOR: '1' }
}

export interface RunOptions {
  readonly cwd: string
  /** Default: `userEnvironment()`. */
  readonly env?: NodeJS.ProcessEnv
}

/** What a program printed. */
export interface Printed {
  readonly stdout: string
  readonly stderr: string
}

/**
 * Runs a program to its end.
 *
 * @throws Error with what it printed, when it fails.
 */
export async function run(file: string, args: readonly string[], options: RunOptions): Promise<Printed> {
  const { cwd, env = userEnvironment() } = options
  try {
    return await execute(file, [...args], { cwd, env, maxBuffer: 64 * 1024 * 1024 })
  } catch (error) {
    const { message, stdout = '', stderr = '' } = error as Error & { stdout?: string; stderr?: string }
    throw new Error(`${message}\n${stdout}${stderr}`, { cause: error })
  }
}
