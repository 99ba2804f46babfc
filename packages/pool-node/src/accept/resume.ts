import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { ResumeOffer } from '@wsrpc/core'
import type { ResumeWindow } from './resume-window.ts'

/** What it takes to come back to a connection. Its secret is shown to its provider, in WELCOME, and to nobody else. */
export class Resumption {
  readonly window: ResumeWindow
  /** Private, so that no log and no inspection of a connection can show it. It never changes: a WELCOME may be lost. */
  readonly #secret = randomBytes(32).toString('base64url')

  constructor(window: ResumeWindow) {
    this.window = window
  }

  get offer(): ResumeOffer {
    return { secret: this.#secret, window: this.window.length }
  }

  /** Takes as long whatever is wrong with it. */
  proves(secret: string): boolean {
    const [ours, theirs] = [Buffer.from(this.#secret), Buffer.from(secret)]
    return ours.length === theirs.length && timingSafeEqual(ours, theirs)
  }
}

/** What both ends rely on while a connection stands. */
export interface Standing {
  /** The bound path. */
  readonly path: string
  readonly subprotocol: string
  /** Those that both sides have. */
  readonly features: readonly string[]
  /** Who it proved to be, and its instance id: `Instance.key`. */
  readonly instance: string
}

/** Whether one that comes back is in all that counts the one who left. */
export function isSameStanding(left: Standing, back: Standing): boolean {
  return (
    left.path === back.path &&
    left.subprotocol === back.subprotocol &&
    left.instance === back.instance &&
    left.features.length === back.features.length &&
    left.features.every((feature) => back.features.includes(feature))
  )
}
