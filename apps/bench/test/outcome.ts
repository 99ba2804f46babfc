import type { Outcome } from '../src/outcome.ts'
import { line } from './line.ts'

/** What a run of one row found. */
export const outcome: Outcome = {
  machine: {
    processor: 'P',
    cores: 2,
    memory: 4,
    system: 'S',
    node: 'v24',
    versions: { ws: '8' },
    load: 0.1,
    date: '2026-01-01T00:00:00.000Z',
  },
  plan: 'full',
  whole: true,
  contenders: ['bare', 'wsrpc', 'other'].map((name) => ({ name, title: name, control: name === 'bare' })),
  lines: [line({ bare: [1000, 2000, 3000], wsrpc: [2000, 4000, 6000], other: [3000, 6000, 9000] })],
  absences: [{ row: 'row', contender: 'go', cause: 'needs go', failed: false }],
  parts: [],
  seconds: 60,
}
