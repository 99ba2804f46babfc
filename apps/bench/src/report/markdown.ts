import { summarise } from '../figures/summary.ts'
import { winsOf } from '../figures/wins.ts'
import { type Absence, controlsOf, type Line, type Outcome } from '../outcome.ts'
import { show, times } from './numbers.ts'
import { partsOf } from './parts.ts'
import { table } from './table.ts'
import { winsTable } from './wins.ts'

/** All that a run found, to read. */
export function markdown(outcome: Outcome): string {
  const controls = controlsOf(outcome)
  const pieces = [
    '# Results',
    'What is measured, and how it could be wrong: [README.md](README.md). Written by `npm run bench`.',
    ...(outcome.plan === 'quick' ? ['**A quick run: its figures are for a look only.**'] : []),
    where(outcome),
    '## Who is compared',
    table(
      ['name', 'what it is'],
      outcome.contenders.map(({ name, title }) => [name, title]),
      2,
    ),
    '## Where a contender is better than wsrpc',
    winsTable(winsOf(outcome)),
    ...(outcome.parts.length > 0 ? ['## What a call costs, by part', partsOf(outcome.parts)] : []),
    '## All figures',
    'The median of the rounds, the smallest and the largest; then as a multiple of the control in the same round.',
    ...groups(outcome.lines).flatMap(([title, lines]) => [
      `### ${title}`,
      ...lines.map((line) => figures(line, controls)),
      ...leftOut(
        outcome.absences.filter(({ row }) => row === lines[0]?.row),
        outcome.contenders.length,
      ),
    ]),
  ]
  return `${pieces.join('\n\n')}\n`
}

function where({ machine, seconds }: Outcome): string {
  const { processor, cores, memory, system, node, versions, load, date } = machine
  const packages = Object.entries(versions).map(([name, version]) => `${name} ${version}`)
  return [
    `- ${processor}, ${cores} cores, ${memory} GiB, ${system}, Node ${node}`,
    `- ${packages.join(', ')}`,
    `- ${date}, in ${(seconds / 60).toFixed(1)} minutes; load before it began ${load.toFixed(2)}`,
  ].join('\n')
}

function figures(line: Line, controls: readonly string[]): string {
  const { name, unit, better } = line
  const summaries = summarise(line, controls)
  const shown = controls.filter((control) => summaries.some(({ ratios }) => ratios[control] !== undefined))
  const head = `${name === '' ? '' : `${name}, `}${unit} (${better} is better)`
  return table(
    [head, 'median', 'min', 'max', ...shown.map((control) => `to ${control}`)],
    summaries.map(({ contender, median, min, max, ratios }) => [
      contender,
      ...[median, min, max].map(show),
      ...shown.map((control) => times(ratios[control])),
    ]),
  )
}

/** One line a cause. */
function leftOut(absences: readonly Absence[], contenders: number): string[] {
  const byCause = Map.groupBy(absences, ({ cause }) => cause)
  if (absences.length === 0 || contenders === 0) return []
  return [
    [...byCause]
      .map(([cause, some]) => {
        const failed = some[0]?.failed === true ? 'failed: ' : ''
        return `- Left out: ${some.map(({ contender }) => contender).join(', ')}: ${failed}${firstLine(cause)}`
      })
      .join('\n'),
  ]
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? ''
}

/** The lines of each row, by its title, in order. */
function groups(lines: readonly Line[]): (readonly [title: string, lines: readonly Line[]])[] {
  return [...Map.groupBy(lines, ({ title }) => title)]
}
