import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { chromiumPath, launchChromium } from '../../../src/chromium/chromium.ts'
import { Pages } from '../../../src/dial/pages.ts'
import { Program } from '../../../src/install/program.ts'
import { commands, programs } from '../../../src/install/programs.ts'
import { bundle, platforms } from './bundle.ts'
import { place } from './corner.ts'
import { openPage } from './page.ts'
import { modes, viteBundle } from './vite.ts'
import { Worker } from './workerd.ts'

/** A program that runs until the block is left. */
export interface Running extends AsyncDisposable {
  /** Rejects with what goes wrong there, or when it ends. */
  readonly failure: Promise<never>
}

/** Where a user's program may run. */
export interface Somewhere {
  readonly name: string
  /** What runs it, which this machine may lack. */
  readonly path: string | undefined
  /** Whether it ends by itself when nothing is left to do. A page and a worker stay. */
  readonly ends: boolean
  /** Runs a module, which is alone in its folder with what it imports. */
  run(file: string): Promise<Running>
}

/** Each runtime that the provider is promised for. */
export const everywhere: readonly Somewhere[] = [
  ...Object.entries(commands).map(([name, command]) => ({
    name,
    path: command[0],
    ends: true,
    run: async (file: string) => new Program([...command, file], dirname(file)),
  })),
  { name: 'Chromium', path: chromiumPath(), ends: false, run: runInPage },
  { name: 'workerd', path: programs.workerd, ends: false, run: runInWorker },
]

/** Without an icon, as a browser would ask for one, and complain that there is none. */
const page =
  '<!doctype html><title>page</title><link rel="icon" href="data:,"><script type="module" src="/page.js"></script>'

async function runInPage(file: string): Promise<Running> {
  const code = await viteBundle(dirname(file), file, modes.app)
  const site = new Map([
    ['/page.html', page],
    ['/page.js', code],
  ])
  await using made = new AsyncDisposableStack()
  const pages = made.use(await Pages.serve((path) => site.get(path)))
  const browser = made.use(await launchChromium())
  const { failure } = await openPage(browser, `${pages.origin}/page.html`)
  return running(failure, made)
}

async function runInWorker(file: string): Promise<Running> {
  const folder = dirname(file)
  const worker = readFileSync(place('edge.mjs', folder), 'utf8')
  const example = await bundle(file, platforms.workerd)
  await using made = new AsyncDisposableStack()
  const served = made.use(new Worker(folder, { worker, example }))
  const request = fetch(await served.url()).then(async (response): Promise<never> => {
    throw new Error(`the worker ended with ${response.status}: ${await response.text()}`)
  })
  const failure = Promise.race([request, served.failure])
  // It is cut off at the end, and nobody may look at it.
  failure.catch(() => {})
  return running(failure, made)
}

/** What was made until now is not undone at the end of this block, but with what is returned. */
function running(failure: Promise<never>, made: AsyncDisposableStack): Running {
  const kept = made.move()
  return { failure, [Symbol.asyncDispose]: () => kept.disposeAsync() }
}
