import type { ValueLimits } from '@wsrpc/core'
import { Refusal, WholeRefusal } from './refusal.ts'

/** Holds a value that is sent against the limits, while it is walked. */
export class Budget {
  readonly limits: ValueLimits
  #items = 0

  constructor(limits: ValueLimits) {
    this.limits = limits
  }

  /** Counts the items of a container before it is walked. */
  expect(items: number): void {
    const { maxItems } = this.limits
    if ((this.#items += items) > maxItems) {
      throw new WholeRefusal(`more than ${maxItems} items, which is all that the other side takes (maxItems)`)
    }
  }

  /** To be asked before a container at this depth is entered. */
  checkDepth(depth: number): void {
    const { maxDepth } = this.limits
    if (depth >= maxDepth) throw new Refusal(`nested deeper than ${maxDepth} (maxDepth), or in a cycle`)
  }
}
