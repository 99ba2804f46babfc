import type { Wish } from './arguments.ts'
import { choose } from './choose.ts'
import { contenders } from './contenders.ts'
import type { Floor } from './figures/floor.ts'
import { machine } from './machine.ts'
import type { Absence, Outcome } from './outcome.ts'
import { fullPlan, quickPlan } from './plan.ts'
import { subject } from './report/markdown.ts'
import { allRows } from './rows.ts'
import { run } from './run.ts'

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
  const words = wish.words.length > 0 ? wish.words : floors.flatMap(wordsOf)
  const plan = wish.quick ? quickPlan : fullPlan
  const chosen = choose(words, allRows(plan), contenders)
  const lacking = chosen.contenders.flatMap((contender) => {
    const lacks = contender.lacks?.()
    return lacks === undefined ? [] : [{ contender, lacks }]
  })
  const here = chosen.contenders.filter((one) => !lacking.some(({ contender }) => contender === one))
  const where = machine(here, new Date())
  const found = await run({
    rows: chosen.rows,
    contenders: here,
    subject: here.find(({ name }) => name === subject),
    warmUp: plan.warmUp,
    progress,
  })
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
    whole: words.length === 0,
    contenders: here.map(({ name, title, control = false }) => ({ name, title, control })),
    lines: found.lines,
    absences: [...missing, ...found.absences],
    seconds: (performance.now() - began) / 1000,
  }
}

function wordsOf({ line, contender }: Floor): string[] {
  return [line.split('/', 1)[0] as string, contender]
}
