import { commandsTo } from './command.ts'
import { suite } from './suite.ts'
import type { Test } from './test.ts'
import { Unhandled } from './unhandled.ts'
import { World } from './world.ts'

/** How a test went. */
export interface Result {
  readonly group: string
  readonly name: string
  readonly ok: boolean
  readonly error?: string
  readonly ms: number
}

/** For one test, in ms: what hangs must not hang the others. */
const patience = 8000

/** For all of them, in ms: those that are left then fail. Whoever opened the room waits a little longer. */
const wholePatience = 90_000

/**
 * Runs the whole suite, one test after the other.
 *
 * @param control where the pool's process takes commands.
 * @param report told each result as it comes.
 * @param unhandled what is in it counts against the test that runs.
 */
export async function runSuite(
  control: string,
  report: (result: Result) => void = () => {},
  unhandled: Unhandled = new Unhandled(),
): Promise<Result[]> {
  const results: Result[] = []
  const end = Date.now() + wholePatience
  for (const [group, tests] of Object.entries(suite)) {
    for (const [name, test] of Object.entries(tests)) {
      const begun = Date.now()
      const errors = begun > end ? [outOfTime] : await errorsOf(test, new World(commandsTo(control)))
      const error = inWords([...errors, ...unhandled.take()])
      const ms = Date.now() - begun
      const result = { group, name, ok: error === undefined, ms, ...(error !== undefined && { error }) }
      results.push(result)
      report(result)
    }
  }
  return results
}

const outOfTime = `the suite took more than ${wholePatience} ms before it`

async function errorsOf(test: Test, world: World): Promise<unknown[]> {
  const errors: unknown[] = []
  const keep = (error: unknown): void => void errors.push(error)
  await inTime(test(world), 'it').catch(keep)
  // A provider that does not end is as bad.
  await inTime(world.close(), 'closing what it had').catch(keep)
  // Platforms tell of promises that nobody caught when the microtasks are done.
  await new Promise((resolve) => setTimeout(resolve, 0))
  return errors
}

/** `undefined` when there are none. */
function inWords(errors: readonly unknown[]): string | undefined {
  if (errors.length === 0) return undefined
  return errors
    .map((error) => (error instanceof Error ? `${error.name}: ${error.message}` : String(error)))
    .join('; ')
}

async function inTime(promise: Promise<void>, what: string): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} took more than ${patience} ms`)), patience)
  })
  try {
    await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
