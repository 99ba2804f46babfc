/** Exponential with full jitter from 100 ms to 30 s, as a provider of wsrpc does it by default. @returns ms. */
export function backoff(step: number): number {
  return Math.random() * Math.min(30_000, 100 * 2 ** step)
}
