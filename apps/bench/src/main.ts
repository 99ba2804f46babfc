/** The bench's way in: `npm run bench`. What it takes is in arguments.ts. */

import { constants } from 'node:os'
import { help, readArguments, type Wish } from './arguments.ts'
import { bench } from './bench.ts'
import { contenders } from './contenders.ts'
import { readFloors, writePages, writeResults } from './files.ts'
import { fallen, type Floor, inWords } from './figures/floor.ts'
import { winsOf } from './figures/wins.ts'
import type { Outcome } from './outcome.ts'
import { measureParts } from './parts/measure.ts'
import { planOf, quickPlan } from './plan.ts'
import { killAll } from './processes/kept.ts'
import { progress } from './progress.ts'
import { markdown } from './report/markdown.ts'
import { partsOf } from './report/parts.ts'
import { unexplained } from './report/wins.ts'
import { allRows } from './rows.ts'
import { subject } from './subject.ts'

// However this process ends, no other stays behind. (If even this can't run, they notice by themselves.)
process.on('exit', killAll)
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => process.exit(128 + constants.signals[signal]))
}
// Whoever reads our output may have seen enough.
process.stdout.on('error', () => process.exit(1))

/** What may be done in place of measuring rows, by option. Each returns the exit code. */
const others = {
  help: async () => say(help),
  list: async () => say(list()),
  readme: async () => {
    writePages()
    return say('Written: apps/bench/results.md, README.md')
  },
  parts: tellParts,
} as const satisfies Partial<Record<keyof Wish, (wish: Wish) => Promise<number>>>

try {
  const wish = readArguments(process.argv.slice(2))
  const option = (Object.keys(others) as (keyof typeof others)[]).find((name) => wish[name])
  process.exitCode = await (option === undefined ? measure(wish) : others[option](wish))
} catch (error) {
  if (!(error instanceof TypeError)) throw error
  console.error(`${error.message}\n\n${help}`)
  process.exitCode = 2
}

async function measure(wish: Wish): Promise<number> {
  const floors = wish.check ? readFloors() : []
  const outcome = await bench(wish, floors, progress)
  progress('')
  say(wish.json ? JSON.stringify(outcome, undefined, 2) : markdown(outcome))
  if (outcome.whole && outcome.plan === 'full' && !wish.check) {
    writeResults(outcome)
    writePages()
    console.error('Written: apps/bench/results.json, apps/bench/results.md, README.md')
  }
  return verdict(outcome, floors)
}

/** Says what failed, what fell, and what nobody has explained yet. @returns the exit code. */
function verdict(outcome: Outcome, floors: readonly Floor[]): number {
  const failed = outcome.absences.filter((absence) => absence.failed)
  for (const { row, contender, cause } of failed) console.error(`${row}: ${contender} failed: ${cause}`)
  for (const sentence of unexplained(winsOf(outcome))) console.error(sentence)
  const low = fallen(outcome.lines, floors)
  for (const floor of low) console.error(`Fallen: ${inWords(floor)}`)
  if (floors.length > 0 && low.length === 0) console.error(`All ${floors.length} floors hold.`)
  return failed.length + low.length === 0 ? 0 : 1
}

async function tellParts({ quick, json, words }: Wish): Promise<number> {
  const [name = subject] = words
  const contender = contenders.find((one) => one.name === name)
  if (contender === undefined)
    throw new TypeError(`There is no contender '${name}' whose parts could be told.`)
  const parts = await measureParts(planOf(quick), contender, progress)
  progress('')
  return say(json ? JSON.stringify(parts, undefined, 2) : partsOf(parts))
}

function list(): string {
  const lines = [...allRows(quickPlan), ...contenders].map(({ name, title }) => `${name.padEnd(18)}${title}`)
  return lines.join('\n')
}

/** On stdout, which is for what was asked for. @returns the exit code of those who have nothing else to tell. */
function say(text: string): number {
  console.log(text)
  return 0
}
