/** How often it is looked, in ms. */
const interval = 5

/**
 * Resolves once it is so. For what no event tells; the test that asked has a limit of its own.
 *
 * @throws Error when it is not so within `patience` ms: else a test that failed would be looked after for ever.
 */
export async function until(isSo: () => boolean, patience: number = 10_000): Promise<void> {
  const end = performance.now() + patience
  while (!isSo()) {
    if (performance.now() > end) throw new Error(`it was not so within ${patience} ms`)
    await new Promise((resolve) => setTimeout(resolve, interval))
  }
}
