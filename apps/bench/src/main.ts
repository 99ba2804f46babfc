/** The bench's way in: `npm run bench`. What it takes is in arguments.ts. */

import { readFileSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { help, readArguments, type Wish } from './arguments.ts'
import { bench } from './bench.ts'
import { contenders } from './contenders.ts'
import { fallen, type Floor, inWords } from './figures/floor.ts'
import type { Outcome } from './outcome.ts'
import { quickPlan } from './plan.ts'
import { killAll } from './processes/kept.ts'
import { markdown } from './report/markdown.ts'
import { allRows } from './rows.ts'

/** Whose progress was told last. */
let row = ''

// However this process ends, no other stays behind. (If even this can't run, they notice by themselves.)
process.on('exit', killAll)
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => process.exit(128 + constants.signals[signal]))
}
// Whoever reads our output may have seen enough.
process.stdout.on('error', () => process.exit(1))

try {
  process.exitCode = await main(readArguments(process.argv.slice(2)))
} catch (error) {
  if (!(error instanceof TypeError)) throw error
  console.error(`${error.message}\n\n${help}`)
  process.exitCode = 2
}

async function main(wish: Wish): Promise<number> {
  if (wish.help) console.log(help)
  else if (wish.list) console.log(list())
  else {
    const floors = wish.check ? readFloors() : []
    const outcome = await bench(wish, floors, progress)
    progress('')
    console.log(wish.json ? JSON.stringify(outcome, undefined, 2) : markdown(outcome))
    if (outcome.whole && outcome.plan === 'full' && !wish.check) writeResults(outcome)
    return verdict(outcome, floors)
  }
  return 0
}

/** Says what failed and what fell. @returns the exit code. */
function verdict({ absences, lines }: Outcome, floors: readonly Floor[]): number {
  const failed = absences.filter((absence) => absence.failed)
  for (const { row, contender, cause } of failed) console.error(`${row}: ${contender} failed: ${cause}`)
  const low = fallen(lines, floors)
  for (const floor of low) console.error(`Fallen: ${inWords(floor)}`)
  if (floors.length > 0 && low.length === 0) console.error(`All ${floors.length} floors hold.`)
  return failed.length + low.length === 0 ? 0 : 1
}

function readFloors(): Floor[] {
  return JSON.parse(readFileSync(new URL('../floor.json', import.meta.url), 'utf8')) as Floor[]
}

function writeResults(outcome: Outcome): void {
  writeFileSync(new URL('../results.md', import.meta.url), markdown(outcome))
  console.error('Written: apps/bench/results.md')
}

function list(): string {
  const lines = [...allRows(quickPlan), ...contenders].map(({ name, title }) => `${name.padEnd(18)}${title}`)
  return lines.join('\n')
}

/** On stderr: stdout is for the figures. In a terminal one line, which is written over; elsewhere a line a row. */
function progress(words: string): void {
  const [now = ''] = words.split(':', 1)
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${words}`)
  else if (now !== '' && now !== row) console.error(now)
  row = now
}
