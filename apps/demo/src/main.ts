/** The demo's way in: `npm run demo`, with `-- --check` or `-- --page`. */

import { constants } from 'node:os'
import { setTimeout } from 'node:timers/promises'
import { isRpcError } from '@wsrpc/core'
import { help, readArguments } from './arguments.ts'
import { check } from './check.ts'
import { Screen } from './screen.ts'
import { show } from './show.ts'
import { Failure } from './stage/failure.ts'
import { Stage } from './stage/stage.ts'
import { errorWords } from './words.ts'

/** The check gives up after this, in seconds. */
const checkTime = 60

/** How long the end of a process may be behind the end of its connection, in ms. */
const signOfLife = 300

const args = readArguments(process.argv.slice(2))
if (args.mode === 'wrong') {
  console.error(`${args.problem}\n\n${help}`)
  process.exit(2)
}
if (args.mode === 'help') {
  console.log(help)
  process.exit(0)
}
if (args.mode === 'page') {
  // Not before: it brings a bundler with it, which the others have no use for.
  const { runPage } = await import('./page/run.ts')
  const code = await runPage(args).catch((error: unknown) => {
    explain(error)
    return 1
  })
  process.exit(code)
}

const screen = new Screen(process.stdout)
const stage = new Stage()

// However this process ends, no provider stays behind. (If even this can't run, they notice by themselves.)
process.on('exit', () => {
  screen.keep()
  stage.killAll()
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    screen.keep()
    screen.say('', 'Stopped. The providers are stopped too.')
    process.exit(128 + constants.signals[signal])
  })
}
process.on('uncaughtException', (error) => fail(error))
// Whoever reads our output may have seen enough: `npm run demo | head`.
process.stdout.on('error', () => process.exit(1))

try {
  process.exitCode = await Promise.race([run(args.mode), stage.broken])
  await stage.close()
} catch (error) {
  // A call that fails may be the first sign that a provider has ended. Why it has is worth a moment.
  await Promise.race([stage.broken.catch(fail), setTimeout(signOfLife)])
  fail(error)
}

async function run(mode: 'check' | 'show'): Promise<number> {
  if (mode === 'show') {
    await show(stage, screen)
    return 0
  }
  void setTimeout(checkTime * 1000, undefined, { ref: false }).then(() =>
    fail(new Failure(`the check is not through after ${checkTime} s`)),
  )
  return check(stage, screen)
}

function fail(error: unknown): never {
  screen.keep()
  explain(error)
  process.exit(1)
}

function explain(error: unknown): void {
  console.error('')
  if (error instanceof Failure) console.error(`The demo can't go on: ${error.message}`)
  else if (isRpcError(error)) console.error(`The demo can't go on, since a call failed. ${errorWords(error)}`)
  else console.error('The demo broke, which it should not:', error)
}
