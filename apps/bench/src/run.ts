import { causeOf } from './cannot.ts'
import type { Contender } from './contender.ts'
import { type Lab, Pairs } from './lab.ts'
import { type Absence, type Line, lineId } from './outcome.ts'
import type { Row } from './row.ts'

export interface Run {
  readonly rows: readonly Row[]
  readonly contenders: readonly Contender[]
  /** The one that the others are compared with. */
  readonly subject: Contender | undefined
  /** Whether a contender is measured in a row, if it can be. */
  readonly wants: (row: string, contender: string) => boolean
  /** How long a new pair warms up, in ms. */
  readonly warmUp: number
  /** Told what is going on, in a few words. */
  readonly progress: (words: string) => void
}

export interface Found {
  readonly lines: readonly Line[]
  readonly absences: readonly Absence[]
}

/** Measures all rows, one after the other. A contender that fails in a row is left out of that row, with the reason. */
export async function run(wish: Run): Promise<Found> {
  const pairs = new Pairs(wish.warmUp)
  const lines: Line[] = []
  const absences: Absence[] = []
  try {
    for (const row of wish.rows) {
      if (row.clients > 0) await pairs.keepOnly(row.clients)
      else await pairs.close()
      const found = await runRow(row, wish, pairs)
      lines.push(...found.lines)
      absences.push(...found.absences)
    }
  } finally {
    await pairs.close()
  }
  return { lines, absences }
}

/** All contenders in turn, again and again: A B C A B C. What the machine does in between hits all of them. */
async function runRow(row: Row, wish: Run, pairs: Pairs): Promise<Found> {
  const wanted = wish.contenders.filter(({ name }) => wish.wants(row.name, name))
  const absences: Absence[] = wanted.flatMap(({ name }) => {
    const cause = causeOf(row.ability, name)
    return cause === undefined ? [] : [{ row: row.name, contender: name, cause, failed: false }]
  })
  const labs = wanted
    .filter(({ name }) => causeOf(row.ability, name) === undefined)
    .map((contender) => makeLab(contender, wish.subject, pairs))
  const values = new Map<Lab, (readonly (number | undefined)[])[]>(labs.map((lab) => [lab, []]))

  for (let round = -row.warmUps; round < row.rounds; round++) {
    for (const [lab, rounds] of values) {
      const { contender } = lab
      const turn = round < 0 ? 'warm-up' : `round ${round + 1} of ${row.rounds}`
      wish.progress(`${row.name}: ${turn}, ${contender.name}`)
      try {
        const measured = await row.measure(lab)
        if (round >= 0) rounds.push(measured)
      } catch (error) {
        values.delete(lab)
        absences.push({ row: row.name, contender: contender.name, cause: words(error), failed: true })
        await pairs.drop(contender)
      }
    }
  }
  return { lines: linesOf(row, values), absences }
}

function makeLab(contender: Contender, subject: Contender | undefined, pairs: Pairs): Lab {
  let remembered: Promise<unknown> | undefined
  return {
    contender,
    pair: (work) => pairs.get(contender, work),
    subject: (work) => {
      if (subject === undefined || contender === subject || contender.control === true) return undefined
      return pairs.get(subject, work)
    },
    once: <T>(measure: () => Promise<T>) => (remembered ??= measure()) as Promise<T>,
  }
}

function linesOf(row: Row, values: ReadonlyMap<Lab, readonly (readonly (number | undefined)[])[]>): Line[] {
  return row.figures.map((figure, index) => {
    const all = [...values].map(([{ contender }, rounds]) => {
      const numbers = rounds.map((round) => round[index]).filter((number) => number !== undefined)
      return [contender.name, numbers] as const
    })
    return {
      ...figure,
      id: lineId(row.name, figure.name),
      row: row.name,
      title: row.title,
      values: Object.fromEntries(all.filter(([, numbers]) => numbers.length > 0)),
    }
  })
}

function words(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
