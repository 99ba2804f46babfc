/** What the page and its worker tell each other. */

import type { TileJob } from '../../src/services.ts'

export type ToWorker =
  | { readonly kind: 'render'; readonly id: number; readonly job: TileJob }
  /** Nobody waits for that one any more. */
  | { readonly kind: 'cancel'; readonly id: number }

/** Each job gets one answer. */
export type FromWorker =
  | { readonly kind: 'rendered'; readonly id: number; readonly pixels: Uint8Array }
  | { readonly kind: 'failed'; readonly id: number; readonly problem: string }
