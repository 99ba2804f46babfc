import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Execution } from '../../../src/index.ts'
import type { Load } from './load.ts'
import { type AppRequest, bodyOf, type Outcome } from './requests.ts'

/** How often each call ran, by its id: from the journals of all providers that there were. */
export function runsIn(folder: string): Map<number, number> {
  const runs = new Map<number, number>()
  for (const file of readdirSync(folder)) {
    for (const line of readFileSync(join(folder, file), 'utf8').split('\n')) {
      if (line !== '') runs.set(Number(line), (runs.get(Number(line)) ?? 0) + 1)
    }
  }
  return runs
}

/** By what the client was told: how often a call ran at least, and at most if it must not run twice. */
const bounds: Readonly<Record<Execution | 'cut' | 'answered', readonly [least: number, most: number]>> = {
  answered: [1, 1],
  finished: [1, 1],
  unknown: [0, 1],
  cut: [0, 1],
  'not-started': [0, 0],
}

/** The requests of which the client was told what is not so, each in words. None when all is true. */
export function untruths({ requests, outcomes }: Load, runs: ReadonlyMap<number, number>): string[] {
  const texts = requests.map((asked) => untruth(asked, outcomes.get(asked), runs.get(asked.id) ?? 0))
  return texts.filter((text) => text !== undefined)
}

function untruth(asked: AppRequest, outcome: Outcome | undefined, runs: number): string | undefined {
  const what = `${asked.method} ${asked.id}${asked.idempotent ? ' (idempotent)' : ''}`
  if (outcome === undefined) return `${what} has no outcome`
  if (outcome.how === 'answered' && outcome.body !== bodyOf(asked))
    return `${what} was answered ${outcome.body}`
  const told = outcome.how === 'failed' ? outcome.execution : outcome.how
  const [least, most] = bounds[told]
  const mayRunTwice = asked.idempotent && most > 0
  if (runs >= least && (runs <= most || mayRunTwice)) return undefined
  return `${what} ran ${runs} times, and the client was told: ${told}`
}
