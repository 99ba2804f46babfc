/** What a hundred calls of `Hold` are given, and answer. */
export const hundred: readonly string[] = Array.from({ length: 100 }, (_, n) => `id-${n}`)

/**
 * A hundred calls of `Hold`, of which none goes on before all are running.
 *
 * @param running resolves when so many run
 * @param letGo lets that many go on
 */
export async function callsAtOnce(
  call: (id: string) => Promise<unknown>,
  running: (count: number) => Promise<void>,
  letGo: (count: number) => Promise<void> | void,
): Promise<unknown[]> {
  const answers = Promise.all(hundred.map(call))
  await running(hundred.length)
  await letGo(hundred.length)
  return answers
}
