/** The demo for people: what happens, as it happens, in plain words. */

import { isRpcError } from '@wsrpc/core'
import { type FilesAct, visitFiles } from './acts/files.ts'
import { dialAsStranger } from './acts/stranger.ts'
import { loseUnmarkedCall, type UnmarkedAct } from './acts/unmarked.ts'
import { callAhead } from './acts/waiting.ts'
import { filesProvider, lateProvider, showPlan, tileProviders, tilesAtOnce } from './plan.ts'
import type { Screen } from './screen.ts'
import { showCut } from './show-cut.ts'
import { showPicture } from './show-picture.ts'
import { Failure } from './stage/failure.ts'
import type { Stage } from './stage/stage.ts'
import { clip, count, errorWords, seconds, wrap } from './words.ts'

const [victim, survivor] = tileProviders

export async function show(stage: Stage, screen: Screen): Promise<void> {
  const title = (text: string): void => screen.say('', screen.style('bold', text))

  screen.say(
    screen.style('bold', 'wsrpc: private providers dial out to a public pool, and the pool calls them'),
  )

  title('1. The pool')
  const { url } = await stage.open()
  screen.say(
    `   It listens on ${url} (this process, pid ${process.pid}), for this`,
    '   machine only. Whoever dials in has to show its token, and each path takes the',
    '   services that it is bound to, and no others.',
  )

  title('2. The providers dial out')
  const [cabinet, ...painters] = await Promise.all([
    stage.invite(filesProvider, 'files'),
    ...tileProviders.map((name) => stage.invite(name, 'tiles')),
  ])
  screen.say(
    `   ${cabinet.name.padEnd(8)} pid ${cabinet.pid}   serves Files: this repository, read-only`,
    ...painters.map(
      ({ name, pid }) =>
        `   ${name.padEnd(8)} pid ${pid}   serves Tiles: pieces of a picture, ${tilesAtOnce} at a time`,
    ),
    '   Three processes of their own. None of them opens a port: each dialled the',
    '   pool, and the calls come to it over that connection.',
  )
  const refusal = await dialAsStranger(stage)
  if (refusal === undefined) throw new Failure('a stranger with a made-up token got in')
  screen.say(
    '   A stranger with a made-up token dialled in too, and was turned away:',
    ...wrap(errorWords(refusal), '     '),
  )

  title('3. Real files, through the pool')
  showFiles(await visitFiles(stage), screen)

  title('4. A connection is cut, and nothing is lost')
  await showCut(stage, screen)

  title('5. A picture, and a loss in the middle')
  await showPicture(stage, showPlan, screen)

  title('6. The same loss without the mark')
  showUnmarked(await loseUnmarkedCall(stage, showPlan, survivor), screen)

  title('7. A call that comes too early')
  const late = await callAhead(stage, showPlan)
  screen.say(
    `   ${victim} and ${survivor} are gone, nobody offers Tiles. The pool is called all the same:`,
    `   ${count(late.waiting, 'call')} in its queue. Then ${lateProvider} is started (pid ${late.child.pid}). It dials in, gets the`,
    `   call at once, and the answer is here ${seconds(late.seconds)} after the question.`,
  )

  showEnd(screen)
}

function showFiles({ entries, path, stat, reading, refused }: FilesAct, screen: Screen): void {
  const names = entries.map(({ name, kind }) => (kind === 'folder' ? `${name}/` : name))
  const some = names.filter((name) => !name.startsWith('.')).slice(0, 5)
  screen.say(
    ...wrap(`list('.') gives ${count(names.length, 'entry', 'entries')}: ${some.join(' ')} …`, '   '),
    `   read('${path}') streams ${reading.bytes} bytes, as stat('${path}') said (${stat.size}),`,
    `   sha256 ${reading.sha256}:`,
    ...reading.head.map((line) => screen.style('dim', `     | ${clip(line, 74)}`)),
    '   What does not work, and what the caller gets instead:',
  )
  for (const { call, error } of refused) {
    if (error === undefined) throw new Failure(`${call} was answered, and it must not be`)
    screen.say(`     ${call}`, ...wrap(errorWords(error), '       '))
  }
}

function showUnmarked({ error, failedAfter, loss }: UnmarkedAct, screen: Screen): void {
  if (error === undefined) throw new Failure(`${survivor} answered before it could be killed`)
  screen.say(
    `   One more call, this time not marked, and ${survivor} is killed while it works on it.`,
    ...wrap(
      `For all that the pool knows ${survivor} may come back with the answer: so the call waits, and fails when the ` +
        `pool has given ${survivor} up, ${seconds((failedAfter - loss.after) / 1000)} later. The caller gets:`,
      '   ',
    ),
    screen.style('dim', '     | RpcError: ') + (error as Error).message,
  )
  if (isRpcError(error)) {
    const { code, execution } = error
    screen.say(screen.style('dim', '     | code: ') + code + screen.style('dim', ', execution: ') + execution)
  }
  screen.say(
    '   It was sent, so it may have run or not: only the caller can know whether a second',
    '   time does harm. The pool does not guess. (Calls that were certainly not started',
    '   go elsewhere by themselves, marked or not.)',
  )
}

function showEnd(screen: Screen): void {
  screen.say(
    '',
    screen.style('bold', 'What you have seen'),
    '   One process called methods of others that nobody can dial, as if they were its',
    '   own, and spread the calls over them. Connections broke, and went on where they were.',
    '   Two processes were killed without warning: what may run twice went elsewhere at',
    '   once, what may not ended with an error that says so, and what came too early waited.',
    '   Nothing was lost in silence.',
    '',
    screen.style('bold', 'What to try next'),
    '   apps/demo/src/providers/tiles.ts  a provider, all of it',
    '   apps/demo/src/stage/stage.ts      the pool: who may come in, and where',
    '   apps/demo/src/folder.ts           a method that streams: an async generator',
    '   apps/demo/src/acts/picture.ts     the calls: make `idempotent` false, and run again',
    '   apps/demo/src/plan.ts             the numbers: another part of the picture, other tiles',
    '   npm run demo -- --check           verifies all of it, pixel by pixel',
    '   README.md                         what else there is',
    '',
    screen.style('bold', 'And in your browser, where a tab of yours can be a provider, too'),
    '   npm run demo -- --page',
  )
}
