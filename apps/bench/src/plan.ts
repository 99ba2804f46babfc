/** How much is measured. Times are in ms. */
export interface Plan {
  /** How often each contender is measured in each row. */
  readonly rounds: number
  /** Of the rows that open 10,000 connections for each measurement. */
  readonly largeRounds: number
  /** How long a new pair of processes makes small calls before anything counts: wsrpc is at full speed after two seconds. */
  readonly warmUp: number
  /** How often a contender is measured in a row before it counts: for what is new in that row. */
  readonly warmUps: number
  /** How long a round of calls is, for one contender. */
  readonly round: number
  /** How long a round at a fixed rate is: its p99.9 needs thousands of calls. */
  readonly rateRound: number
  /** Small calls in flight, a row each. */
  readonly inFlight: readonly number[]
  /** Results: bytes, and how many calls in flight. */
  readonly results: readonly { readonly bytes: number; readonly inFlight: number }[]
  /** Items of one stream. */
  readonly streamItems: number
  /** Connected providers, a row each, and calls in flight over all of them. */
  readonly providers: readonly number[]
  readonly providersInFlight: number
  /** Idle providers whose memory is measured, and who come back after a restart. */
  readonly manyProviders: number
  /** Calls that wait for a provider. */
  readonly waiting: number
  /** Calls in flight that saturate a contender: its rate is half of what it does then. */
  readonly saturating: number
  /** Calls in flight while CPU time is counted. */
  readonly cpuInFlight: number
  /** Calls in flight while it is told what a call costs by part, a table each. */
  readonly partsInFlight: readonly number[]
}

export const fullPlan: Plan = {
  rounds: 7,
  largeRounds: 7,
  warmUp: 3000,
  warmUps: 1,
  round: 500,
  rateRound: 1000,
  inFlight: [1, 16, 64, 256, 1024],
  results: [
    { bytes: 1024, inFlight: 64 },
    { bytes: 64 * 1024, inFlight: 16 },
    { bytes: 1024 * 1024, inFlight: 4 },
  ],
  streamItems: 1000,
  providers: [1, 10, 100, 1000, 10_000],
  providersInFlight: 64,
  manyProviders: 10_000,
  waiting: 100_000,
  saturating: 256,
  cpuInFlight: 64,
  partsInFlight: [64, 1],
}

/** For a look: the same rows, with less of everything. Its figures are not for publishing. */
export const quickPlan: Plan = {
  ...fullPlan,
  rounds: 3,
  largeRounds: 1,
  warmUp: 500,
  round: 100,
  rateRound: 200,
  providers: [1, 10, 100, 1000],
  manyProviders: 1000,
  waiting: 10_000,
}

export function planOf(quick: boolean): Plan {
  return quick ? quickPlan : fullPlan
}
