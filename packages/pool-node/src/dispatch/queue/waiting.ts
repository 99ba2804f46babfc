/** What a call asks of the one who takes it. Equal keys ask the same. */
export interface Asked {
  readonly key: string
  /** Only who has this name may take it; `undefined`: anybody may. */
  readonly for?: string | undefined
}

/** What can wait. The last three fields are the queue's own; start with `undefined`. */
export interface Waiting {
  readonly demand: Asked
  /** Its age: who came later has a larger one. No two are equal. */
  readonly order: number
  /** Any finite number; higher goes first within its tenant. Nearly always 0. */
  readonly priority: number
  /** Whose it is. All that have none count as one tenant. */
  readonly tenant: string | undefined
  lane: object | undefined
  ahead: this | undefined
  behind: this | undefined
}
