/** The demo as a check: the same acts, and everything that they claim is held against something else. */

import { cutConnections } from './acts/cut.ts'
import { visitFiles } from './acts/files.ts'
import { paintPicture } from './acts/picture.ts'
import { dialAsStranger } from './acts/stranger.ts'
import { loseUnmarkedCall } from './acts/unmarked.ts'
import { callAhead } from './acts/waiting.ts'
import { hasCode, words } from './claims/claim.ts'
import { claimCut } from './claims/cut.ts'
import { claimFiles } from './claims/files.ts'
import { claimAccounts, claimPicture } from './claims/picture.ts'
import { claimUnmarked } from './claims/unmarked.ts'
import { checkPlan as plan, filesProvider, lateProvider, tileProviders } from './plan.ts'
import type { Screen } from './screen.ts'
import type { Stage } from './stage/stage.ts'
import { count, seconds } from './words.ts'

const [victim, survivor] = tileProviders

/** @returns the exit code. */
export async function check(stage: Stage, screen: Screen): Promise<number> {
  const began = performance.now()
  const verdicts: boolean[] = []
  const claim = (holds: boolean, text: string, otherwise: string): void => {
    verdicts.push(holds)
    screen.say(holds ? `ok      ${text}` : `FAILED  ${text}: ${otherwise}`)
  }

  await stage.open()
  await Promise.all([
    stage.invite(filesProvider, 'files'),
    ...tileProviders.map((name) => stage.invite(name, 'tiles')),
  ])
  const { size } = stage.pool.connections
  claim(size === 3, 'three private processes dialled in', `${size} are connected`)

  const refusal = await dialAsStranger(stage)
  claim(hasCode(refusal, 'UNAUTHENTICATED'), 'a stranger with a made-up token stays outside', words(refusal))

  await claimFiles(await visitFiles(stage), claim)
  claimCut(await cutConnections(stage, victim, {}), claim)

  const picture = await paintPicture(stage, plan, victim, {})
  claimAccounts(picture, claim)
  await claimPicture(picture, plan, claim)

  claimUnmarked(await loseUnmarkedCall(stage, plan, survivor), survivor, claim)
  const late = await callAhead(stage, plan)
  claim(
    late.waiting === 1 && late.tile.by === lateProvider,
    `a call that came before its provider waited, and ${lateProvider} answered it`,
    `${count(late.waiting, 'call')} waited, and ${late.tile.by} answered`,
  )

  const failed = verdicts.filter((holds) => !holds).length
  const time = seconds((performance.now() - began) / 1000)
  screen.say(
    '',
    failed === 0
      ? `All ${verdicts.length} hold (${time}).`
      : `${failed} of ${verdicts.length} do not hold (${time}).`,
  )
  return failed === 0 ? 0 : 1
}
