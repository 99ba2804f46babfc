import { type Costs, total } from '../parts/costs.ts'
import { show } from './numbers.ts'
import { table } from './table.ts'

const explained =
  'µs of CPU time of a small call: user and system, of all threads. README.md tells how the time is found.'

/** What a call costs, part by part: a table for each number of calls in flight. */
export function partsOf(all: readonly Costs[]): string {
  return [explained, ...all.map(tableOf)].join('\n\n')
}

function tableOf({ contender, inFlight, parts }: Costs): string {
  const sum = {
    part: 'all',
    caller: parts.reduce((time, { caller }) => time + caller, 0),
    callee: parts.reduce((time, { callee }) => time + callee, 0),
  }
  return table(
    [`${contender}, ${inFlight} in flight`, 'caller', 'callee', 'both', 'of all'],
    [...parts, sum].map((cost) => [
      cost.part,
      ...[cost.caller, cost.callee, total(cost)].map(show),
      `${((100 * total(cost)) / total(sum)).toFixed(1)} %`,
    ]),
  )
}
