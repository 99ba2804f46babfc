/** One step into a value: a property's name or an element's position. */
export type PathStep = string | number

/**
 * A value that can't travel. Only its own frame fails.
 *
 * The path starts inside the frame (`[3][0].user.avatar`), because a codec does not know what the positions of
 * a frame mean; the dialect says `params[0].user.avatar`.
 */
export class ValueError extends Error {
  override readonly name: string = 'ValueError'
  readonly code = 'INVALID_ARGUMENT'
  /** The way from the frame to the value; empty when the frame as a whole is the trouble. */
  readonly path: readonly PathStep[]
  /** What is wrong with it, for people: `a function can't travel`. */
  readonly reason: string

  constructor(path: readonly PathStep[], reason: string, cause?: unknown) {
    super(
      path.length === 0 ? reason : `${formatPath(path)}: ${reason}`,
      cause === undefined ? undefined : { cause },
    )
    this.path = path
    this.reason = reason
  }
}

/** Most steps that a path is written with: enough to find the place, and a cycle does not fill the log. */
const maxSteps = 16

/** Writes a path as one would in code: `[0].user["odd key"]`. A long one is cut in its middle. */
export function formatPath(path: readonly PathStep[]): string {
  if (path.length <= maxSteps) return path.map(formatStep).join('')
  const half = maxSteps / 2
  return `${path.slice(0, half).map(formatStep).join('')}…${path.slice(-half).map(formatStep).join('')}`
}

function formatStep(step: PathStep): string {
  if (typeof step === 'number') return `[${step}]`
  if (/^[\p{ID_Start}$_][\p{ID_Continue}$]{0,63}$/u.test(step)) return `.${step}`
  return `[${JSON.stringify(step.length > 64 ? `${step.slice(0, 63)}…` : step)}]`
}
