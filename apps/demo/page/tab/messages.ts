/** What the page and its worker tell each other. */

export type ToWorker =
  | {
      readonly kind: 'join'
      readonly url: string
      readonly token: string | undefined
      readonly device: string
    }
  | { readonly kind: 'pause' | 'resume' | 'sleep' | 'wake' | 'leave' }

export type FromWorker =
  /** It serves, over this connection. */
  | { readonly kind: 'serving'; readonly connection: string }
  /** Its line is lost; it dials again. */
  | { readonly kind: 'lost' }
  /** The end. */
  | { readonly kind: 'left'; readonly reason: string }
