/** Whether this visitor wants things to move. Asked anew each time: it can change. */
export function mayMove(): boolean {
  return !matchMedia('(prefers-reduced-motion: reduce)').matches
}

/** Calls `draw` once a frame as long as it says that there is more to draw, and sleeps otherwise. */
export class Frames {
  readonly #draw: (now: number) => boolean
  #due = false

  constructor(draw: (now: number) => boolean) {
    this.#draw = draw
  }

  /** There is something to draw. */
  wake(): void {
    if (this.#due) return
    this.#due = true
    requestAnimationFrame((now) => {
      this.#due = false
      if (this.#draw(now)) this.wake()
    })
  }
}
