import { readFile } from 'node:fs/promises'
import type { PictureAct } from '../acts/picture.ts'
import { type Plan, resumeWindow, tileProviders } from '../plan.ts'
import { decodePng } from '../png.ts'
import { count, milliseconds, tileNumbers } from '../words.ts'
import { shortPath, writePicture } from '../write-picture.ts'
import type { Claim } from './claim.ts'
import { claimPixels, differences } from './pixels.ts'

const [victim, survivor] = tileProviders

/** Every tile is asked for once and comes back once, and what was lost on the way was sent again. */
export function claimAccounts(act: PictureAct, claim: Claim): void {
  const { asked, done, loss, end, sentMeanwhile, counted } = act
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
    `${victim} was killed with ${count(loss.inFlight, 'tile')} in flight (noticed after ${milliseconds(loss.after)})`,
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
    loss.resumable && !end.resumed && sentMeanwhile === loss.inFlight && waited(act) > resumeWindow * 0.9,
    `they did not wait for ${victim}, though the pool did: it gave ${victim} up after ${milliseconds(waited(act))}`,
    `${sentMeanwhile} were sent again by then`,
  )
  claim(
    counted.succeeded === asked.length && counted.refused === 0,
    `the pool counted ${counted.succeeded} calls that went well, and none that was refused`,
    `${counted.succeeded} went well, ${counted.refused} were refused`,
  )
}

/** For how long the pool waited for the victim, in ms. */
function waited({ loss, end }: PictureAct): number {
  return end.after - loss.after
}

/** The picture against one that was computed here, and the file against the picture. */
export async function claimPicture({ pixels }: PictureAct, plan: Plan, claim: Claim): Promise<void> {
  const { scene } = plan
  claimPixels(scene, pixels, claim)
  const { path } = await writePicture(plan.file, { ...scene, pixels })
  const decoded = decodePng(await readFile(path))
  const lost = differences(pixels, decoded.pixels)
  claim(
    decoded.width === scene.width && decoded.height === scene.height && lost === 0,
    `${shortPath(path)} decodes to the same pixels`,
    `${decoded.width} × ${decoded.height}, ${lost} bytes are different`,
  )
}
