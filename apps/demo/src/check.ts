/** The demo as a check: the same acts, and everything that they claim is held against something else. */

import { readFile } from 'node:fs/promises'
import { type ErrorCode, isRpcError, type RpcError } from '@wsrpc/core'
import { sha256, visitFiles } from './acts/files.ts'
import { paintPicture, type PictureAct } from './acts/picture.ts'
import { dialAsStranger } from './acts/stranger.ts'
import { loseUnmarkedCall } from './acts/unmarked.ts'
import { callAhead } from './acts/waiting.ts'
import { renderArea } from './mandelbrot.ts'
import { checkPlan as plan, filesProvider, lateProvider, tileProviders } from './plan.ts'
import { decodePng } from './png.ts'
import type { Screen } from './screen.ts'
import type { Stage } from './stage/stage.ts'
import { count, errorWords, seconds, tileNumbers } from './words.ts'
import { shortPath, writePicture } from './write-picture.ts'

const repository = new URL('../../../', import.meta.url)

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

  const files = await visitFiles(stage)
  const direct = await readFile(new URL(files.path, repository))
  claim(
    files.sha256 === sha256(direct) && files.stat.size === direct.length,
    `${files.path} read through the pool is the file on the disk (sha256 ${files.sha256.slice(0, 16)}…)`,
    `${files.bytes.length} bytes instead of ${direct.length}, or others`,
  )
  for (const { call, error, code } of files.refused) {
    claim(hasCode(error, code), `${call} is refused: ${code}`, words(error))
  }

  const picture = await paintPicture(stage, plan, victim, {})
  checkAccounts(picture, claim)
  await checkPixels(picture, claim)

  const unmarked = await loseUnmarkedCall(stage, plan, survivor)
  claim(
    hasCode(unmarked.error, 'UNAVAILABLE') && unmarked.error.execution === 'unknown',
    `without the mark a call that was lost with ${survivor} is not run again: UNAVAILABLE, execution 'unknown'`,
    words(unmarked.error),
  )
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

type Claim = (holds: boolean, text: string, otherwise: string) => void

/** Every tile is asked for once and comes back once, and what was lost on the way was sent again. */
function checkAccounts({ asked, done, loss, counted }: PictureAct, claim: Claim): void {
  const numbers = new Set(done.map(({ tile }) => tile.index))
  claim(
    done.length === asked.length && asked.every(({ index }) => numbers.has(index)),
    `all ${asked.length} tiles came back, each once`,
    `${done.length} came back, ${numbers.size} different ones`,
  )
  const share = (name: string): number => done.filter(({ by }) => by === name).length
  claim(
    share(victim) + share(survivor) === asked.length,
    `the shares add up: ${victim} did ${share(victim)}, ${survivor} ${share(survivor)}`,
    `that is not ${asked.length}`,
  )
  claim(
    loss.inFlight >= 1 && counted.lost === loss.inFlight,
    `${victim} was killed with ${count(loss.inFlight, 'tile')} in flight (noticed after ${loss.noticedAfter.toFixed(0)} ms)`,
    `the pool counted ${counted.lost} lost, and ${loss.inFlight} in flight`,
  )
  const again = done.filter(({ attempt }) => attempt > 1)
  claim(
    again.length === loss.inFlight &&
      counted.retries === again.length &&
      again.every(({ by }) => by === survivor),
    `these were sent again, and ${survivor} did them: ${tileNumbers(again)}`,
    `${counted.retries} were sent again, ${loss.inFlight} were lost`,
  )
  claim(
    counted.succeeded === asked.length && counted.refused === 0,
    `the pool counted ${counted.succeeded} calls that went well, and none that was refused`,
    `${counted.refused} were refused`,
  )
}

/** The picture against one that was computed here, and the file against the picture. */
async function checkPixels({ pixels }: PictureAct, claim: Claim): Promise<void> {
  const { scene } = plan
  const direct = renderArea(scene, { x: 0, y: 0, width: scene.width, height: scene.height })
  const different = differences(direct, pixels)
  claim(
    different === 0,
    `the picture is the same as one computed here, in all ${scene.width * scene.height} pixels`,
    `${different} bytes are different`,
  )
  const { path } = await writePicture(plan.file, { ...scene, pixels })
  const decoded = decodePng(await readFile(path))
  const lost = differences(pixels, decoded.pixels)
  claim(
    decoded.width === scene.width && decoded.height === scene.height && lost === 0,
    `${shortPath(path)} decodes to the same pixels`,
    `${decoded.width} × ${decoded.height}, ${lost} bytes are different`,
  )
}

function differences(expected: Uint8Array, actual: Uint8Array): number {
  let count = Math.abs(expected.length - actual.length)
  for (const [at, byte] of expected.entries()) if (actual[at] !== undefined && actual[at] !== byte) count++
  return count
}

function hasCode(error: unknown, code: ErrorCode): error is RpcError {
  return isRpcError(error) && error.code === code
}

function words(error: unknown): string {
  return error === undefined ? 'it was let through' : `it got ${errorWords(error)}`
}
