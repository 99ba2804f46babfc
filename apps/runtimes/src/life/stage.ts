import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { DevTools } from '../chromium/devtools.ts'
import type { Tab } from '../chromium/tab.ts'
import type { Answer, Commands, Line, Opening, Seen, Tile, Wish } from './words.ts'

const program = fileURLToPath(new URL('./pool-process.ts', import.meta.url))

/** How long what happens in other processes may take, in ms. */
const patience = 20_000

/** How often it is looked at, in ms. */
const pace = 20

/** A pool in its own process, a Chromium, and the tabs in it that provide `Tiles`. */
export class Stage implements AsyncDisposable {
  readonly browser: DevTools
  /** Where pool and pages are: `127.0.0.1:port`. */
  readonly host: string
  readonly #pool: ChildProcess
  readonly #asked = new Map<number, (answer: Answer) => void>()
  #last = 0

  private constructor(pool: ChildProcess, port: number, browser: DevTools) {
    this.#pool = pool
    this.host = `127.0.0.1:${port}`
    this.browser = browser
    pool.on('message', (answer: Answer) => this.#asked.get(answer.id)?.(answer))
  }

  static async start(opening: Opening = {}): Promise<Stage> {
    const pool = fork(program, [JSON.stringify(opening)])
    try {
      const port = await portOf(pool)
      return new Stage(pool, port, await DevTools.start())
    } catch (error) {
      await end(pool)
      throw error
    }
  }

  /** Opens a page in a tab in front of the others, which hides them. */
  open(wish: Wish, page = 'page'): Promise<Tab> {
    return this.browser.open(this.#urlOf(wish, page))
  }

  /** Opens it in a window of its own, beside the others. */
  openWindow(wish: Wish, page = 'page'): Promise<Tab> {
    return this.browser.openWindow(this.#urlOf(wish, page))
  }

  /** The pool computes a tile. */
  tile(n: number, options: Parameters<Commands['call']>[2] = {}): Promise<Tile> {
    return this.#ask('call', 'Tiles.compute', [n], options) as Promise<Tile>
  }

  /** Who answers the next call. */
  who(): Promise<string> {
    return this.#ask('call', 'Tiles.who', []) as Promise<string>
  }

  connections(): Promise<Line[]> {
    return this.#ask('connections') as Promise<Line[]>
  }

  /** The pool's line of that provider. */
  async line(name: string): Promise<Line | undefined> {
    return (await this.connections()).find((line) => line.name === name)
  }

  /** The pool's process stands still: its sockets stay open, and bring nothing. */
  stopPool(): void {
    this.#pool.kill('SIGSTOP')
  }

  continuePool(): void {
    this.#pool.kill('SIGCONT')
  }

  /** Closes what a test has opened: the pool knows of nobody then. */
  async clear(tabs: readonly Tab[]): Promise<void> {
    for (const tab of tabs) await tab.close().catch(() => {})
    await until('nobody is connected', async () => (await this.connections()).length === 0)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.browser[Symbol.asyncDispose]()
    await end(this.#pool)
  }

  #urlOf(wish: Wish, page: string): string {
    return `http://${this.host}/${page}?${encodeURIComponent(JSON.stringify(wish))}`
  }

  async #ask(name: keyof Commands, ...args: readonly unknown[]): Promise<unknown> {
    const id = ++this.#last
    const answered = new Promise<Answer>((resolve) => this.#asked.set(id, resolve))
    this.#pool.send({ id, name, args })
    const { value, fault } = await answered
    this.#asked.delete(id)
    if (fault !== undefined) throw new Error(fault)
    return value
  }
}

/** A property of what a page lets be seen. */
export function seen<K extends keyof Seen>(tab: Tab, name: K): Promise<Seen[K]> {
  return tab.evaluate(`globalThis.tab.${name}`)
}

/** Ends a tile that the tab computes, once it has begun it. */
export async function finish(tab: Tab, n: number): Promise<void> {
  await begun(tab, n)
  await tab.evaluate(`globalThis.tab.finish(${n})`)
}

/** Waits until the tab computes a tile. */
export function begun(tab: Tab, n: number): Promise<void> {
  return until(`tile ${n} is begun`, async () => (await seen(tab, 'begun')).includes(n))
}

/** Waits for something in other processes. @throws Error that names it, when it does not come to be. */
export async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const latest = performance.now() + patience
  while (!(await isSo())) {
    if (performance.now() > latest) throw new Error(`it did not come to be within ${patience} ms: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, pace))
  }
}

/** The first that it tells. @throws Error when it ends before. */
async function portOf(pool: ChildProcess): Promise<number> {
  const over = new AbortController()
  const { signal } = over
  const ended = once(pool, 'exit', { signal }).then(([code]) => {
    throw new Error(`the pool's process ended with ${code} before it was ready: its errors are printed above`)
  })
  try {
    const [port] = await Promise.race([once(pool, 'message', { signal }), ended])
    return port as number
  } finally {
    ended.catch(() => {}) // it is not waited for any more
    over.abort()
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGKILL')
  await exited
}
