import type { Cut, CutAct } from '../acts/cut.ts'
import { cutPlan } from '../plan.ts'
import { count, milliseconds, size } from '../words.ts'
import type { Claim } from './claim.ts'
import { claimPixels } from './pixels.ts'

/** Both came back, nothing is missing, and nothing ran twice. */
export function claimCut(act: CutAct, claim: Claim): void {
  const { file, reading, readBefore, painting, counted } = act
  const [streaming, painter] = act.cuts
  claimReturn(streaming, `${size(readBefore)} of a file were read`, readBefore < file.bytes, claim)
  claim(
    reading.bytes === file.bytes && reading.sha256 === file.sha256,
    `the stream went on where it was: all ${size(file.bytes)} came, each byte once (sha256 ${file.sha256.slice(0, 16)}…)`,
    `${reading.bytes} bytes of ${file.bytes} came, or others`,
  )
  const { inFlight } = painter.loss
  claimReturn(painter, `it worked on ${count(inFlight, 'tile')}`, inFlight > 0, claim)
  const { asked, done, begun } = painting
  claim(
    done.length === asked.length && asked.every(({ index }) => begun.get(index) === 1),
    `each of the ${asked.length} tiles came back, and was begun once: nothing ran twice`,
    `${done.length} came back, and they were begun ${[...begun.values()].join(', ')} times`,
  )
  claim(
    counted.resumes === 2 && counted.retries === 0 && counted.lost === 0,
    'the pool counted 2 connections that went on, and no call that was lost or sent again',
    `it counted ${counted.resumes}, ${counted.lost} lost and ${counted.retries} sent again`,
  )
  claimPixels(cutPlan.scene, painting.pixels, claim)
}

function claimReturn({ name, loss, outcome }: Cut, when: string, inTime: boolean, claim: Claim): void {
  claim(
    inTime && loss.resumable && outcome.resumed,
    `the connection of ${name} was cut when ${when}, and it went on after ${milliseconds(outcome.after)}`,
    inTime ? `it did not come back within ${milliseconds(outcome.after)}` : 'that was too late',
  )
}
