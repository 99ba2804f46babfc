import type { Answer, Duties, Order } from '../orders.ts'

/** Does what the bench orders, over IPC. With the bench's end this process ends too. */
export function serve(duties: Duties): void {
  const tell = (answer: Answer): void => void process.send?.(answer)
  process.on('message', ({ id, kind, input }: Order) => {
    const duty = duties[kind] as ((input: unknown) => Promise<unknown>) | undefined
    if (duty === undefined) return tell({ id, error: `this process has no duty '${kind}'` })
    duty(input).then(
      (output) => tell({ id, output }),
      (error: unknown) => tell({ id, error: error instanceof Error ? (error.stack ?? '') : String(error) }),
    )
  })
  process.once('disconnect', () => process.exit())
  // Ctrl-C reaches all processes of a terminal: the bench lets go of this one.
  process.on('SIGINT', () => {})
}
