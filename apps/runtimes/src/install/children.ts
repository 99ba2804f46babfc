import type { ChildProcess } from 'node:child_process'

const running = new Set<ChildProcess>()

function endAll(): void {
  for (const child of running) child.kill('SIGKILL')
}

process.on('exit', endAll)

/** Node tells nobody of its exit when a signal ends it. That is how vitest ends a worker that hangs. */
process.once('SIGTERM', () => {
  endAll()
  // Whoever else listens, decides. Else it goes on as if nobody had listened.
  if (process.listenerCount('SIGTERM') === 0) process.kill(process.pid, 'SIGTERM')
})

/** Lets a child process not outlive this one, but for a SIGKILL, which nobody hears of. */
export function endWithUs(child: ChildProcess): void {
  running.add(child)
  child.once('close', () => running.delete(child))
}
