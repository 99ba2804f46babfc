/** A running timer, whatever the platform calls it. */
export type TimerHandle = unknown

/** The one source of time. Monotonic. */
export interface Clock {
  /** Milliseconds since some beginning; never goes back. */
  now(): number
  setTimer(delay: number, callback: () => void): TimerHandle
  clearTimer(handle: TimerHandle): void
}

/** The names that {@link createClock} needs; `globalThis` of every runtime has them. */
export interface ClockPlatform {
  readonly performance: { now(): number }
  setTimeout(callback: () => void, delay: number): unknown
  clearTimeout(handle: never): void
}

/** The platform's clock: `createClock(globalThis)`. Core has none of its own, so that no test waits for one. */
export function createClock(platform: ClockPlatform): Clock {
  return {
    now: () => platform.performance.now(),
    setTimer: (delay, callback) => platform.setTimeout(callback, delay),
    clearTimer: (handle) => platform.clearTimeout(handle as never),
  }
}
