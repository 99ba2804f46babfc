import { cutConnections, type Cut, type CutWatcher } from './acts/cut.ts'
import { cutPlan, filesProvider, tileProviders } from './plan.ts'
import type { Screen } from './screen.ts'
import { Failure } from './stage/failure.ts'
import type { Stage } from './stage/stage.ts'
import { cut as cutTiles } from './tiles.ts'
import { count, list, milliseconds, size, wrap } from './words.ts'

const [victim] = tileProviders

export async function showCut(stage: Stage, screen: Screen): Promise<void> {
  const { scene, tileSize, fileBytes } = cutPlan
  const tiles = cutTiles(scene.width, scene.height, tileSize).length
  screen.say(
    ...wrap(
      `${filesProvider} streams a file of ${size(fileBytes)}, while ${list(tileProviders)} paint ${tiles} tiles. ` +
        `None of these calls may run twice. In the middle the TCP connections of ${filesProvider} and ${victim} are ` +
        'reset; their processes live.',
      '   ',
    ),
  )
  const act = await cutConnections(stage, victim, watch(screen))
  const { file, reading, painting, counted } = act
  const { asked, done, begun } = painting
  if (!act.cuts.every(({ outcome }) => outcome.resumed)) throw new Failure('a connection did not go on')
  if (reading.bytes !== file.bytes || reading.sha256 !== file.sha256) {
    throw new Failure('the file that came is another')
  }
  if (done.length !== asked.length || asked.some(({ index }) => begun.get(index) !== 1)) {
    throw new Failure('a tile is missing, or was begun twice')
  }
  screen.say(
    `   The file: ${reading.bytes} bytes in ${count(reading.chunks, 'chunk')}, as on the disk,`,
    `   sha256 ${reading.sha256}`,
    ...wrap(
      `The tiles: all ${done.length} came back, each was begun once. Calls that were lost: ${counted.lost}; that were ` +
        `sent again: ${counted.retries}. Nobody who called saw anything of it.`,
      '   ',
    ),
  )
}

function watch(screen: Screen): CutWatcher {
  return {
    cutting: (name) => screen.say(`   ${screen.style(['bold', 'red'], `Now ${name} is cut off`)}`),
    over: ({ name, loss, outcome }: Cut) => {
      if (!outcome.resumed) return
      screen.say(
        ...wrap(
          `${name} dialled again by itself, and went on after ${milliseconds(outcome.after)} with the ` +
            `${count(loss.inFlight, 'call')} that it had.`,
          '   ',
        ),
      )
    },
  }
}
