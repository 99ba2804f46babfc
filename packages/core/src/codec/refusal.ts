import { ValueError, type PathStep } from './value-error.ts'

/**
 * Thrown at the value that can't travel, while a frame is being written. On its way out each container adds
 * the step that led to it ({@link within}): so the path costs nothing until something is wrong, and no second
 * walk can disagree with the first.
 */
export class Refusal extends Error {
  /** Innermost step first. */
  readonly steps: PathStep[] = []
  /** Whether the frame as a whole is the trouble, so that no path leads to it. */
  readonly whole: boolean

  constructor(reason: string, whole = false, cause?: unknown) {
    super(reason, { cause })
    this.whole = whole
  }
}

/** An error that somebody chose on purpose: it leaves `append` as it is. */
export class Verdict extends Refusal {
  readonly error: unknown

  constructor(error: unknown) {
    super('', true)
    this.error = error
  }
}

/** Adds a step to whatever was thrown inside of a container: a refusal, or an error of a getter or a Proxy. */
export function within(thrown: unknown, step: PathStep): Refusal {
  const refusal = toRefusal(thrown)
  if (!refusal.whole) refusal.steps.push(step)
  return refusal
}

/** What `append` throws for whatever was thrown inside of it. */
export function verdictOn(thrown: unknown): unknown {
  const refusal = toRefusal(thrown)
  if (refusal instanceof Verdict) return refusal.error
  return new ValueError(refusal.steps.reverse(), refusal.message, refusal.cause)
}

function toRefusal(thrown: unknown): Refusal {
  if (thrown instanceof Refusal) return thrown
  return new Refusal(`reading it failed: ${messageOf(thrown)}`, false, thrown)
}

/** The message of anything that was thrown. Looking at it may throw once more. */
export function messageOf(thrown: unknown): string {
  try {
    return String(thrown instanceof Error ? thrown.message : thrown)
  } catch {
    return 'it threw something unreadable'
  }
}

/** Past one of the other side's limits on the whole frame. */
export function tooManyItems(limit: number): Refusal {
  return new Refusal(`more than ${limit} items, which is all that the other side takes (maxItems)`, true)
}

/**
 * A binary value that alone is more than a frame may be: others in the frame are not to blame.
 *
 * @param written its size as it would travel.
 */
export function binaryTooLarge(size: number, limit: number, written: number = size): Refusal {
  // Else the number that is named would be one that the other side takes.
  const inBase64 = size <= limit ? ` (${written} in base64)` : ''
  return new Refusal(
    `a binary value of ${size} bytes${inBase64}, the other side takes at most ${limit} (maxMessageBytes)`,
  )
}

/** As {@link binaryTooLarge}. A string of more characters than there may be bytes is not worth a walk to measure it. */
export function stringTooLarge(size: number, limit: number, isExact: boolean): Refusal {
  return new Refusal(
    `a string of ${size} bytes${isExact ? '' : ' or more'}, the other side takes at most ${limit} (maxMessageBytes)`,
  )
}

/** @param atLeast the size so far: writing stops as soon as it is too much. */
export function tooLarge(atLeast: number, limit: number): Refusal {
  return new Refusal(
    `${atLeast} bytes or more, the other side takes at most ${limit} (maxMessageBytes)`,
    true,
  )
}

export function tooDeep(limit: number): Refusal {
  return new Refusal(`nested deeper than ${limit} (maxDepth), or in a cycle`)
}

export function tooLong(size: number, limit: number): Refusal {
  return new Refusal(
    `a string of ${size} bytes or more, the other side takes at most ${limit} (maxStringBytes)`,
  )
}

/** The one property name that no receiver accepts: assigning it would change an object's prototype. */
export function forbiddenKey(): Refusal {
  return new Refusal("a property of this name can't travel: use a Map")
}

/** A getter or `toJSON` of a value that is being sent must not send on the same connection. */
export function interleaved(): ValueError {
  return new ValueError([], 'sent from inside of a getter or toJSON of another value: send it afterwards')
}
