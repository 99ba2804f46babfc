import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { chromiumArguments, chromiumPath } from './chromium.ts'
import { Tab } from './tab.ts'
import { type Json, Wire } from './wire.ts'

/** What Chromium prints when its DevTools protocol can be spoken. */
const listening = /^DevTools listening on (ws:\S+)/

/**
 * A Chromium that nobody but the test steers, over the raw DevTools protocol. Pages that Playwright opens stay visible
 * and never freeze; here a second tab hides the first, as for a user.
 *
 * Protocol: https://chromedevtools.github.io/devtools-protocol/
 */
export class DevTools implements AsyncDisposable {
  readonly #process: ChildProcess
  readonly #profile: string
  readonly #wire: Wire

  private constructor(process: ChildProcess, profile: string, wire: Wire) {
    this.#process = process
    this.#profile = profile
    this.#wire = wire
  }

  /** @throws Error when this machine has no Chromium, or it does not start. */
  static async start(): Promise<DevTools> {
    const path = chromiumPath()
    if (path === undefined) throw new Error('no Chromium here: install it, or set CHROMIUM_PATH')
    const profile = mkdtempSync(join(tmpdir(), 'wsrpc-chromium-'))
    const own = ['--headless=new', '--remote-debugging-port=0', `--user-data-dir=${profile}`]
    const chromium = spawn(path, [...chromiumArguments, ...own, 'about:blank'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    try {
      return new DevTools(chromium, profile, await Wire.open(await addressOf(chromium)))
    } catch (error) {
      await end(chromium, profile)
      throw error
    }
  }

  /** Opens a tab in front of the others, which hides them, and waits until its page has loaded. */
  open(url: string): Promise<Tab> {
    return this.#open(url, {})
  }

  /** Opens it in a window of its own: what is in the others stays visible. */
  openWindow(url: string): Promise<Tab> {
    return this.#open(url, { newWindow: true })
  }

  async #open(url: string, where: Json): Promise<Tab> {
    const { targetId } = await this.#wire.ask('Target.createTarget', { url: 'about:blank', ...where })
    const tab = await Tab.attach(this.#wire, targetId as string)
    await tab.goTo(url)
    return tab
  }

  /** Ends the process, and removes what it left. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#wire.close()
    await end(this.#process, this.#profile)
  }
}

async function addressOf(chromium: ChildProcess): Promise<string> {
  const lines = createInterface({ input: chromium.stderr as NodeJS.ReadableStream })
  const said: string[] = []
  for await (const line of lines) {
    const address = listening.exec(line)?.[1]
    if (address === undefined) {
      said.push(line)
      continue
    }
    // Unread, its next words would fill the pipe, and it would stand still.
    chromium.stderr?.resume()
    return address
  }
  throw new Error(`Chromium ended before it could be steered: ${said.join('\n')}`)
}

async function end(chromium: ChildProcess, profile: string): Promise<void> {
  if (chromium.exitCode === null && chromium.signalCode === null) {
    const exited = once(chromium, 'exit')
    chromium.kill('SIGKILL')
    await exited
  }
  // Its helpers may still be writing while they notice that it is gone.
  rmSync(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
}
