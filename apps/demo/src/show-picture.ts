import { paintPicture, type PictureAct, type PictureWatcher } from './acts/picture.ts'
import { type Plan, resumeWindow, tileProviders } from './plan.ts'
import { preview } from './preview.ts'
import type { Screen } from './screen.ts'
import { Failure } from './stage/failure.ts'
import type { Stage } from './stage/stage.ts'
import { TileMap } from './tile-map.ts'
import { cut, tilesAcross } from './tiles.ts'
import { count, list, milliseconds, seconds, size, tileNumbers, wrap } from './words.ts'
import { shortPath, writePicture } from './write-picture.ts'

/** How often the map is drawn anew at most, in ms. */
const frame = 50

/** Without a terminal: one line for so many tiles. */
const lineEvery = 16

const [victim, survivor] = tileProviders

export async function showPicture(stage: Stage, plan: Plan, screen: Screen): Promise<void> {
  const { scene } = plan
  const tiles = cut(scene.width, scene.height, plan.tileSize)
  const map = new TileMap(
    tiles.length,
    tilesAcross(scene.width, plan.tileSize),
    tileProviders,
    (style, text) => screen.style(style, text),
  )
  screen.say(
    `   ${scene.width} × ${scene.height} pixels, cut into ${tiles.length} tiles. Each is one call of Tiles.render,`,
    '   marked `idempotent: true`: it does no harm if it runs twice.',
  )
  const draw = (): void => {
    const lines = ['', ...map.lines(), '', map.summary(), map.legend()]
    screen.draw(lines.map((line) => `     ${line}`))
  }
  const timer = setInterval(draw, frame)
  const act = await paintPicture(stage, plan, victim, watch(map, screen)).finally(() => clearInterval(timer))
  draw()
  screen.keep()
  explain(act, map, screen)
  const image = { ...scene, pixels: act.pixels }
  const { path, bytes } = await writePicture(plan.file, image)
  screen.say(`   The picture: ${shortPath(path)} (${size(bytes)})`)
  if (screen.live && screen.colourDepth >= 8) {
    screen.say('', ...preview(image, 60, screen.colourDepth).map((line) => `     ${line}`))
  }
}

function watch(map: TileMap, screen: Screen): PictureWatcher {
  let done = 0
  return {
    started: (by, index) => map.begun(by, index),
    done: ({ tile, by, attempt }) => {
      map.done(by, tile.index, attempt > 1)
      done++
      if (!screen.live && done % lineEvery === 0) screen.say(`     ${map.summary()}`)
    },
    killing: (name) => {
      const now = screen.style(['bold', 'red'], `Now ${name} is killed`)
      screen.say(`   ${now} (SIGKILL). It can't say goodbye, as in a power cut.`)
    },
    noticed: ({ inFlight, after }) => {
      map.lost(victim)
      screen.say(
        ...wrap(
          `The pool noticed after ${milliseconds(after)}: ${count(inFlight, 'tile')} without an answer. For all that it ` +
            `knows ${victim} may come back, so it waits, ${seconds(resumeWindow / 1000)}. The tiles need not wait.`,
          '   ',
        ),
      )
    },
    gone: () => screen.say(`   ${victim} did not come back: the pool gave it up.`),
  }
}

/** All from what was counted and returned. */
function explain(
  { done, asked, loss, seconds: time, sentMeanwhile, counted }: PictureAct,
  map: TileMap,
  screen: Screen,
): void {
  const again = done.filter(({ attempt }) => attempt > 1)
  if (done.length !== asked.length) throw new Failure(`${done.length} of ${asked.length} tiles came back`)
  const helpers = list([...new Set(again.map(({ by }) => by))])
  // On a machine that is very busy, the survivor may have had no room for some of them in time.
  const meanwhile = sentMeanwhile === counted.retries ? ` while it waited for ${victim}` : ''
  screen.say(
    '',
    `   All ${asked.length} tiles are here after ${seconds(time)}: ${victim} did ${map.count(victim)}, ${survivor} ${map.count(survivor)}.`,
    ...wrap(
      `${victim} took ${count(loss.inFlight, 'tile')} with it. The pool sent ${counted.retries} again${meanwhile}, ` +
        `which the mark allows: ${tileNumbers(again)}, done by ${helpers}. The caller saw no error.`,
      '   ',
    ),
  )
}
