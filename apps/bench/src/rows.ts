import type { Plan } from './plan.ts'
import type { Row } from './row.ts'
import { cpu } from './rows/cpu.ts'
import { atHalfRate } from './rows/latency.ts'
import { memory } from './rows/memory.ts'
import { providers } from './rows/providers.ts'
import { restart } from './rows/restart.ts'
import { results } from './rows/results.ts'
import { smallCalls } from './rows/small-calls.ts'
import { stream } from './rows/stream.ts'
import { waiting } from './rows/waiting.ts'

/** All that is measured, in the order of the tables: what shares open pairs stands together. */
export function allRows(plan: Plan): readonly Row[] {
  return [smallCalls, results, stream, cpu, atHalfRate, providers, memory, restart, waiting].flatMap((rows) =>
    rows(plan),
  )
}
