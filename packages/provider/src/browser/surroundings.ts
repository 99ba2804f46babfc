/** The least of Web Locks (https://w3c.github.io/web-locks) that taking turns needs. */
export interface Locks {
  request(
    name: string,
    options: { readonly signal?: AbortSignal; readonly ifAvailable?: boolean },
    callback: (lock: unknown) => Promise<void>,
  ): Promise<unknown>
}

/** What a page or a worker has around it. A missing one is never heard of. */
export interface Surroundings {
  /** Tells `online` and `offline`; in a page also `pagehide` and `pageshow`. */
  readonly scope: Pick<EventTarget, 'addEventListener' | 'removeEventListener'> | undefined
  /** Not in workers. */
  readonly document:
    | (Pick<EventTarget, 'addEventListener' | 'removeEventListener'> & { readonly visibilityState: string })
    | undefined
  readonly navigator: { readonly onLine?: boolean; readonly locks?: Locks } | undefined
  /** The wall clock, in ms. */
  readonly wall: () => number
}

/** Of the global scope of whatever runs this: read when it is called, never on import. */
export function surroundings(): Surroundings {
  const scope = globalThis as unknown as Partial<Window>
  return {
    scope: typeof scope.addEventListener === 'function' ? (scope as Window) : undefined,
    document: scope.document,
    navigator: scope.navigator as Surroundings['navigator'],
    wall: () => Date.now(),
  }
}
