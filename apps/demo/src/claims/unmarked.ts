import type { UnmarkedAct } from '../acts/unmarked.ts'
import { resumeWindow } from '../plan.ts'
import { milliseconds } from '../words.ts'
import { type Claim, hasCode, words } from './claim.ts'

/** The call was given up with its provider, not before, and ran nowhere else. */
export function claimUnmarked(act: UnmarkedAct, victim: string, claim: Claim): void {
  const { error, failedAfter, loss, end, counted } = act
  claim(
    hasCode(error, 'UNAVAILABLE') && error.execution === 'unknown' && counted.retries === 0,
    `without the mark a call that was lost with ${victim} is not run again: UNAVAILABLE, execution 'unknown'`,
    `${words(error)}, and was sent again ${counted.retries} times`,
  )
  const waited = failedAfter - loss.after
  claim(
    loss.resumable && !end.resumed && failedAfter >= end.after && waited > resumeWindow * 0.9,
    `it could still have been answered until the pool gave ${victim} up, and failed then: after ${milliseconds(waited)}`,
    `it failed after ${milliseconds(waited)}, and the pool waits for ${milliseconds(resumeWindow)}`,
  )
}
