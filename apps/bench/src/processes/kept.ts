import type { ChildProcess } from 'node:child_process'

const processes = new Set<ChildProcess>()

/** How many processes run that the bench has started. */
export function running(): number {
  return processes.size
}

/** From now on {@link killAll} ends it too. */
export function keep(child: ChildProcess): void {
  processes.add(child)
  child.once('exit', () => processes.delete(child))
  child.once('error', () => processes.delete(child))
}

/** For every way out: no process stays behind. */
export function killAll(): void {
  for (const child of processes) child.kill('SIGKILL')
}
