import { type Line, lineId } from '../src/outcome.ts'

/** A line with these values; the rest can be anything. */
export function line(values: Line['values'], rest: Partial<Line> = {}): Line {
  const { row = 'row', name = '' } = rest
  return {
    row,
    name,
    id: lineId(row, name),
    title: 'a row',
    unit: 'calls/s',
    better: 'more',
    ...rest,
    values,
  }
}
