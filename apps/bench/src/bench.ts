import type { Wish } from './arguments.ts'
import { choose } from './choose.ts'
import { contenders } from './contenders.ts'
import { type Floor, rowOf, wantedBy } from './figures/floor.ts'
import { machine } from './machine.ts'
import type { Absence, Outcome } from './outcome.ts'
import { measureParts } from './parts/measure.ts'
import { planOf } from './plan.ts'
import { allRows } from './rows.ts'
import { run } from './run.ts'
import { subject } from './subject.ts'

/**
 * Measures what was wished for. With floors and no words: what they are about.
 *
 * @throws TypeError when a word fits nothing.
 */
export async function bench(
  wish: Wish,
  floors: readonly Floor[],
  progress: (words: string) => void,
): Promise<Outcome> {
  const began = performance.now()
  const words =
    wish.words.length > 0
      ? wish.words
      : floors.flatMap((floor) => [rowOf(floor), floor.contender, ...floor.to])
  const plan = planOf(wish.quick)
  const chosen = choose(words, allRows(plan), contenders)
  const lacking = chosen.contenders.flatMap((contender) => {
    const lacks = contender.lacks?.()
    return lacks === undefined ? [] : [{ contender, lacks }]
  })
  const here = chosen.contenders.filter((one) => !lacking.some(({ contender }) => contender === one))
  const where = machine(here, new Date())
  const its = here.find(({ name }) => name === subject)
  const found = await run({
    rows: chosen.rows,
    contenders: here,
    subject: its,
    wants: wish.words.length === 0 && floors.length > 0 ? wantedBy(floors) : () => true,
    warmUp: plan.warmUp,
    progress,
  })
  const whole = words.length === 0
  const parts = whole && its !== undefined ? await measureParts(plan, its, progress) : []
  const missing: Absence[] = lacking.flatMap(({ contender: { name }, lacks }) =>
    chosen.rows.map((row) => ({
      row: row.name,
      contender: name,
      cause: `needs ${lacks}, which is not here`,
      failed: false,
    })),
  )
  return {
    machine: where,
    plan: wish.quick ? 'quick' : 'full',
    whole,
    contenders: here.map(({ name, title, control = false }) => ({ name, title, control })),
    lines: found.lines,
    absences: [...missing, ...found.absences],
    parts,
    seconds: (performance.now() - began) / 1000,
  }
}
