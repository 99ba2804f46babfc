import { describe, expect, test } from 'vitest'
import { causeOf } from '../src/cannot.ts'
import { contenders } from '../src/contenders.ts'
import { lineId } from '../src/outcome.ts'
import { fullPlan } from '../src/plan.ts'
import { allRows } from '../src/rows.ts'
import { reasonOf, reasons } from '../src/why.ts'

/** All that may be won: no control competes, and who is left out of a row can't. */
const winnable = allRows(fullPlan).flatMap(({ name, ability, figures }) =>
  figures.flatMap((figure) =>
    contenders
      .filter(
        (one) => one.control !== true && one.name !== 'wsrpc' && causeOf(ability, one.name) === undefined,
      )
      .map((one) => ({ line: lineId(name, figure.name), contender: one.name })),
  ),
)

describe('the reasons', () => {
  test.each(reasons.map((reason) => [String(reason.lines), reason.contenders.join(', '), reason] as const))(
    'for %s of %s are each needed',
    (_lines, _contenders, { contenders: names, reason }) => {
      for (const name of names) {
        const told = winnable.filter(
          ({ line, contender }) => contender === name && reasonOf(line, name) === reason,
        )
        expect(told).not.toEqual([])
      }
    },
  )

  test('end without a stop, and fit into a table', () => {
    for (const { reason } of reasons) expect(reason).toMatch(/^[^|\n]+[^.|\n]$/)
  })

  test('are those of the row, and of the contender', () => {
    expect(reasonOf('result-64KiB', 'nats')).toContain('no WebSocket')
    expect(reasonOf('result-64KiB', 'birpc')).toBeUndefined()
    expect(reasonOf('calls-1024', 'birpc')).toBeUndefined()
  })
})
