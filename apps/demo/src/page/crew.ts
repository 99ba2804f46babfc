import { setPriority } from 'node:os'
import { Child, type Role } from '../stage/child.ts'
import { pickName } from './names.ts'

/** Most processes at once: a visitor's machine has other things to do, too. */
export const mostProcesses = 8

/** As `nice` has it: they take what others leave, so that the machine, and the page, stay smooth. */
const niceness = 10

/** Longest wait for the processes to end by themselves, in ms. */
const patience = 3000

export interface CrewHost {
  isTaken(name: string): boolean
  /** What a process needs to dial in. */
  invite(name: string, role: Role): { readonly url: string; readonly token: string; readonly folder?: string }
  started(name: string): void
  struck(name: string, how: 'killed' | 'stopped'): void
  ended(name: string): void
}

/** The providers' processes that the page starts, stops and kills. */
export class Crew {
  readonly #host: CrewHost
  readonly #children = new Map<string, Child>()

  constructor(host: CrewHost) {
    this.#host = host
  }

  /** @returns its name; `undefined` when there are too many. It dials in when it is up. */
  start(role: Role): string | undefined {
    if (this.#children.size >= mostProcesses) return undefined
    const name = pickName(role, (one) => this.#host.isTaken(one))
    this.#host.started(name)
    const child = new Child(role, { ...this.#host.invite(name, role), name })
    this.#children.set(name, child)
    yieldToOthers(child)
    void child.ended.then(() => {
      if (child.end !== undefined && !child.expected) console.error(`The provider ${name} ${child.end}`)
      this.#children.delete(name)
      this.#host.ended(name)
    })
    return name
  }

  /** SIGKILL. @returns whether there is such a process; as do the others. */
  kill(name: string): boolean {
    return this.#with(name, (child) => {
      this.#host.struck(name, 'killed')
      child.kill()
    })
  }

  /** What it works on is finished, then it ends. */
  stop(name: string): boolean {
    return this.#with(name, (child) => {
      this.#host.struck(name, 'stopped')
      child.ask('drain')
    })
  }

  pause(name: string): boolean {
    return this.#with(name, (child) => child.ask('pause'))
  }

  resume(name: string): boolean {
    return this.#with(name, (child) => child.ask('resume'))
  }

  /** Lets go of all. Resolves when the last one has ended. */
  async close(): Promise<void> {
    const children = [...this.#children.values()]
    for (const child of children) child.release()
    const tooLate = setTimeout(() => this.killAll(), patience)
    await Promise.all(children.map((child) => child.ended))
    clearTimeout(tooLate)
  }

  /** For a sudden end. */
  killAll(): void {
    for (const child of this.#children.values()) child.kill()
  }

  #with(name: string, act: (child: Child) => void): boolean {
    const child = this.#children.get(name)
    if (child !== undefined) act(child)
    return child !== undefined
  }
}

/** Not every system has that; then it goes without. */
function yieldToOthers({ pid }: Child): void {
  try {
    if (pid !== 0) setPriority(pid, niceness)
  } catch {
    // As it was.
  }
}
