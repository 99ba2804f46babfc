import type { Json, Wire } from './wire.ts'

/** A tab of a Chromium that is steered over the raw DevTools protocol. */
export class Tab {
  readonly #wire: Wire
  readonly #target: string
  readonly #session: string

  private constructor(wire: Wire, target: string, session: string) {
    this.#wire = wire
    this.#target = target
    this.#session = session
  }

  static async attach(wire: Wire, target: string): Promise<Tab> {
    const { sessionId } = await wire.ask('Target.attachToTarget', { targetId: target, flatten: true })
    const tab = new Tab(wire, target, sessionId as string)
    for (const domain of ['Page', 'Runtime', 'Network', 'Inspector']) await tab.ask(`${domain}.enable`)
    return tab
  }

  ask(method: string, params: Json = {}): Promise<Json> {
    return this.#wire.ask(method, params, this.#session)
  }

  /** Resolves at the next event of that name. @throws Error when Chromium is gone before it comes. */
  next(event: string): Promise<Json> {
    return this.#wire.next(event, this.#session)
  }

  /** Goes to a page, and waits until it has loaded. @throws Error when it can't be reached. */
  async goTo(url: string): Promise<void> {
    const loaded = this.next('Page.loadEventFired')
    const { errorText } = await this.ask('Page.navigate', { url })
    if (errorText !== undefined) throw new Error(`${url}: ${String(errorText)}`)
    await loaded
  }

  /**
   * Goes back to the page before this one.
   *
   * @returns how it came back: `BackForwardCacheRestore` when it is the same page still, else `Navigation`.
   */
  async goBack(): Promise<string> {
    const { currentIndex, entries } = await this.ask('Page.getNavigationHistory')
    const shown = this.next('Page.frameNavigated')
    await this.ask('Page.navigateToHistoryEntry', { entryId: entries[currentIndex - 1].id })
    return (await shown).type as string
  }

  /**
   * What an expression of the page is; of a promise, what it becomes.
   *
   * @throws Error with what the page throws.
   */
  async evaluate<T>(expression: string): Promise<T> {
    const { result, exceptionDetails } = await this.ask('Runtime.evaluate', {
      expression,
      awaitPromise: true,
      returnByValue: true,
    })
    if (exceptionDetails === undefined) return result.value as T
    throw new Error(String(exceptionDetails.exception?.description ?? exceptionDetails.text))
  }

  /** Shows it, which hides the others. */
  async show(): Promise<void> {
    await this.#wire.ask('Target.activateTarget', { targetId: this.#target })
  }

  /** As the browser does with hidden tabs to spare the machine: nothing runs there until {@link resume}. */
  async freeze(): Promise<void> {
    await this.ask('Page.setWebLifecycleState', { state: 'frozen' })
  }

  async resume(): Promise<void> {
    await this.ask('Page.setWebLifecycleState', { state: 'active' })
  }

  /** As if the machine had no network: `offline` fires, and what open WebSockets send or get stands still. */
  async setOffline(offline: boolean): Promise<void> {
    const unlimited = { latency: 0, downloadThroughput: -1, uploadThroughput: -1 }
    await this.ask('Network.emulateNetworkConditions', { offline, ...unlimited })
  }

  /** Kills its process. */
  async crash(): Promise<void> {
    const crashed = this.next('Inspector.targetCrashed')
    this.ask('Page.crash').catch(() => {}) // nobody is left who could answer
    await crashed
  }

  /** Closes it, as the cross of a tab does. */
  async close(): Promise<void> {
    await this.#wire.ask('Target.closeTarget', { targetId: this.#target })
  }
}
