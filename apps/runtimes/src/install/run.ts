import { execFile, type ExecFileException } from 'node:child_process'
import { delimiter, dirname } from 'node:path'
import { promisify } from 'node:util'
import { endWithUs } from './children.ts'

const execute = promisify(execFile)

/** Shorter than a test may take: then it is said which program was too slow, and none is left behind. In ms. */
const patience = 55_000

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
  /** Ends the program. A test hands over its own, so that nothing goes on when its time is over. */
  readonly signal?: AbortSignal
  /** In ms. Default: 55 s. */
  readonly timeout?: number
}

/** What a program printed. */
export interface Printed {
  readonly stdout: string
  readonly stderr: string
}

/**
 * Runs a program to its end, which is also that of this process.
 *
 * @throws Error with what it printed, when it fails, is ended by its signal, or takes too long.
 */
export async function run(file: string, args: readonly string[], options: RunOptions): Promise<Printed> {
  const { timeout = patience, env = userEnvironment(), ...others } = options
  const settings = { ...others, env, timeout, killSignal: 'SIGKILL', maxBuffer: 64 * 1024 * 1024 } as const
  const promise = execute(file, [...args], settings)
  endWithUs(promise.child)
  try {
    return await promise
  } catch (error) {
    const { message, stdout = '', stderr = '', killed } = error as ExecFileException
    const late = killed === true ? ` (ended by us: the limit is ${timeout / 1000} s)` : ''
    throw new Error(`${message}${late}\n${stdout}${stderr}`, { cause: error })
  }
}
