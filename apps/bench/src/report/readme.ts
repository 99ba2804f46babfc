import { ratioOf, summarise } from '../figures/summary.ts'
import { type Win, winsOf } from '../figures/wins.ts'
import type { Line, Named, Outcome } from '../outcome.ts'
import { subject } from '../subject.ts'
import { show } from './numbers.ts'
import { table } from './table.ts'
import { wrap } from './wrap.ts'

/** As wide as prose is in the README. */
const width = 120

/** What a visitor sees first, and the line that it is. */
const columns: readonly (readonly [head: string, line: string])[] = [
  ['1 in flight', 'calls-1'],
  ['64', 'calls-64'],
  ['1,024', 'calls-1024'],
  ['results of 64 KiB', 'result-64KiB'],
  ['CPU of a call', 'cpu/caller'],
]

/** The README's section about performance, without its heading. */
export function performanceOf(outcome: Outcome): string {
  return [wrap(where(outcome), width), figures(outcome), wrap(better(outcome), width)].join('\n\n')
}

function where({ machine }: Outcome): string {
  const { processor, cores, node, date } = machine
  return [
    'Calls a second by how many are in flight, and µs of CPU time of a call at the end that calls: medians; in brackets',
    "the median of the rounds as a multiple of wsrpc's in the same round.",
    `Both ends on one machine, over loopback: ${processor}, ${cores} cores, Node ${node}, ${date.slice(0, 10)}.`,
    '[All figures](apps/bench/results.md), [how they are made](apps/bench/README.md).',
  ].join(' ')
}

/** The subject first, those that nobody would use last. */
function figures({ contenders, lines }: Outcome): string {
  const place = ({ name, control }: Named): number => (name === subject ? 0 : control ? 2 : 1)
  const shown = columns.flatMap(([head, id]) => {
    const line = lines.find((one) => one.id === id)
    return line === undefined ? [] : [{ head, line }]
  })
  return table(
    ['', ...shown.map(({ head }) => head)],
    contenders
      .toSorted((one, other) => place(one) - place(other))
      .map(({ name, title, control }) => [
        name === subject ? `**${name}**` : control ? `_${title}_` : title,
        ...shown.map(({ line }) => cell(line, name)),
      ]),
  )
}

function cell(line: Line, contender: string): string {
  const median = summarise(line, []).find((one) => one.contender === contender)?.median
  if (median === undefined) return '–'
  if (contender === subject) return `**${show(median)}**`
  const ratio = ratioOf(line.values[contender], line.values[subject])
  return ratio === undefined ? show(median) : `${show(median)} (${ratio.toFixed(2)} ×)`
}

/** Names all rows of the whole run, not only those above. */
function better(outcome: Outcome): string {
  const all = winsOf(outcome)
  const controlsToo = 'In italics: controls, to compare with.'
  if (all.length === 0) return `${controlsToo} No other is better than wsrpc in any row.`
  const rows = [...Map.groupBy(all, ({ line }) => line)].map(([line, some]) => `\`${line}\` (${names(some)})`)
  const link = '[why](apps/bench/results.md#where-a-contender-is-better-than-wsrpc)'
  return `${controlsToo} Others are better than wsrpc in these rows, and ${link}: ${rows.join(', ')}.`
}

function names(some: readonly Win[]): string {
  return some.map(({ contender }) => contender).join(', ')
}
