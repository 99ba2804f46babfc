import { seededRandom } from './chance.ts'

/**
 * One step of a random run: four numbers, which the test reads as "what, who, how" against the state that it has
 * come to. Any part of a run is a run too, so that a failing one can be made short by leaving steps out.
 */
export type Step = readonly [what: number, who: number, how: number, more: number]

export interface SequenceOptions {
  readonly runs: number
  /** Most steps in a run. */
  readonly length: number
  /** The first run's; a failure names the run's own, to go back to it. */
  readonly seed?: number
}

/**
 * Runs a test over random sequences of steps; makes the first that fails as short as it can.
 *
 * @returns how many runs there were.
 * @throws Error with the seed and the shortest sequence that fails; the failure is its cause.
 */
export function forSequences(options: SequenceOptions, run: (steps: readonly Step[]) => void): number {
  const first = options.seed ?? 1
  for (let seed = first; seed < first + options.runs; seed++) {
    const steps = generate(seed, options.length)
    const failure = attempt(run, steps)
    if (failure === undefined) continue
    const shortest = shrink(steps, (fewer) => attempt(run, fewer) !== undefined)
    const cause = attempt(run, shortest) ?? failure
    const what = cause.error instanceof Error ? cause.error.message : String(cause.error)
    throw new Error(`seed ${seed} fails with ${JSON.stringify(shortest)}: ${what}`, { cause: cause.error })
  }
  return options.runs
}

function generate(seed: number, most: number): readonly Step[] {
  const random = seededRandom(seed)
  const whole = (): number => Math.floor(random() * 2 ** 16)
  return Array.from({ length: 1 + Math.floor(random() * most) }, () => [whole(), whole(), whole(), whole()])
}

function attempt(
  run: (steps: readonly Step[]) => void,
  steps: readonly Step[],
): { readonly error: unknown } | undefined {
  try {
    run(steps)
    return undefined
  } catch (error) {
    return { error }
  }
}

/** Leaves out halves, then quarters, … then single steps, as long as it fails without them. */
function shrink(steps: readonly Step[], fails: (fewer: readonly Step[]) => boolean): readonly Step[] {
  let shortest = steps
  for (let size = Math.ceil(steps.length / 2); size > 0;) {
    const before = shortest.length
    for (let at = 0; at < shortest.length;) {
      const fewer = [...shortest.slice(0, at), ...shortest.slice(at + size)]
      if (fails(fewer)) shortest = fewer
      else at += size
    }
    if (size > 1) size = Math.floor(size / 2)
    else if (shortest.length === before) break
  }
  return shortest
}
