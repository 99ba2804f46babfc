/** Tests of the suite that end otherwise somewhere, and have to end just so. */
export interface Difference {
  /** Names of `runtimes`; one that runs the pool is `pool on …`. */
  readonly runtimes: readonly string[]
  /** `group: name`, as in the suite. */
  readonly tests: readonly string[]
  /** A part of the error that is seen instead. */
  readonly differs: string
  /** Why, for people. */
  readonly cause: string
}

/** Tests that go by the option `tls`. */
const withTls = [
  'tls: joins a pool that demands a certificate, with one, and a root of its own',
  'tls: is known to the pool by its certificate',
  'tls: is not let in without a certificate',
  'tls: does not join a pool that nobody vouches for',
]

/** All that differs from runtime to runtime. What a bug of ours would be is not here, but repaired. */
export const differences: readonly Difference[] = [
  {
    runtimes: ['Node 20'],
    tests: ['connect: dials with the WebSocket that it is given'],
    differs: 'there is no WebSocket',
    cause: 'it has no global WebSocket that could be given; the provider dials with ws',
  },
  {
    runtimes: ['Chromium, page', 'Chromium, Web Worker'],
    tests: ['connect: brings headers'],
    differs: "headers can't be used in this runtime",
    cause: "a browser's WebSocket has no headers",
  },
  {
    runtimes: ['Chromium, page', 'Chromium, Web Worker'],
    tests: withTls,
    differs: "tls can't be used in this runtime",
    cause: 'the certificates are those of the browser',
  },
  {
    runtimes: ['workerd, Worker', 'workerd, Durable Object'],
    tests: withTls,
    differs: "tls can't be used in this runtime",
    cause: "the certificates are in the worker's config",
  },
  {
    runtimes: ['pool on Bun'],
    tests: ['tls: is known to the pool by its certificate'],
    differs: 'it is undefined, not "worker-7"',
    cause: 'its node:https checks client certificates, and shows none',
  },
]

/** What is known of a test somewhere. */
export function differenceAt(runtime: string, test: string): Difference | undefined {
  return differences.find(({ runtimes, tests }) => runtimes.includes(runtime) && tests.includes(test))
}
