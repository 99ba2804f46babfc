import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { lastingPorts } from '../support/ports.ts'

/** The ports that the documents name. Each becomes a free one. */
const ports = ['8080', '8443']

/** For each of `count` groups, a free port for each that the documents name. All differ. */
export async function freePorts(count: number): Promise<ReadonlyMap<string, string>[]> {
  const free = (await lastingPorts(count * ports.length)).map(String)
  return Array.from({ length: count }, (_, group) => {
    return new Map(ports.map((port, i) => [port, free[group * ports.length + i] as string]))
  })
}

/**
 * All that is changed in a document's code before it runs: the ports, the name of the pool's machine, and a deadline
 * that another program has to meet. Here that one only just starts, and its first dial may have come too early.
 */
export function forThisMachine(text: string, free: ReadonlyMap<string, string>): string {
  return text
    .replaceAll('pool.example', 'localhost')
    .replaceAll(/\btimeout: 2000\b/g, 'timeout: 30_000')
    .replaceAll(/\b8080\b|\b8443\b/g, (port) => free.get(port) ?? port)
}

/** What a program says that it prints: the lines `// prints: …`, where `…` inside stands for anything. */
export function promisedBy(source: string): string[] {
  return [...source.matchAll(/^\s*\/\/ prints: (.*)$/gm)].map((match) => match[1] as string)
}

/** Where in a text all these are found one after the other, or what is missing. */
export function missingIn(output: string, promised: readonly string[]): string | undefined {
  const text = output.replaceAll(/\s+/g, ' ')
  let from = 0
  for (const line of promised) {
    const pattern = line.split('…').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    const found = new RegExp(pattern.join('.*?')).exec(text.slice(from))
    if (found === null) return line
    from += found.index + found[0].length
  }
  return undefined
}

export interface Part {
  readonly file: string
  readonly promised: readonly string[]
}

/** Where programs run. */
export interface Stage {
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
}

/**
 * Runs programs against each other until each has printed what it promised; or, if none promises anything, until all
 * have ended by themselves.
 *
 * @returns what went wrong, with all that was printed; `undefined` when all went well.
 */
export async function play(
  parts: readonly Part[],
  stage: Stage,
  timeout: number,
): Promise<string | undefined> {
  const actors = parts.map((part) => new Actor(part, stage))
  try {
    const late = new Promise<string>((resolve) => {
      setTimeout(() => resolve('not all that was promised was printed in time'), timeout).unref()
    })
    const fallen = actors.map(async (actor) => `${await actor.crash} crashed`)
    const silent = parts.every(({ promised }) => promised.length === 0)
    const done = Promise.all(actors.map((actor) => (silent ? actor.ended : actor.done))).then(() => undefined)
    const fault = await Promise.race([done, late, ...fallen])
    return fault === undefined ? undefined : [fault, ...actors.map(String)].join('\n\n')
  } finally {
    await Promise.all(actors.map((actor) => actor.stop()))
  }
}

class Actor {
  /** It printed all that it promised. */
  readonly done: Promise<void>
  /** It ended well. Never settles when it does not; as `crash`. */
  readonly ended: Promise<void>
  /** It ended with an exit code. */
  readonly crash: Promise<string>
  readonly #part: Part
  readonly #child: ChildProcess
  readonly #closed: Promise<unknown>
  #output = ''
  #errors = ''

  constructor(part: Part, { cwd, env }: Stage) {
    this.#part = part
    const child = spawn(process.execPath, [part.file], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
    this.#child = child
    this.#closed = once(child, 'close')
    child.stderr.on('data', (data) => (this.#errors += String(data)))
    this.done = new Promise((resolve) => {
      const look = (): void => {
        if (missingIn(this.#output, part.promised) === undefined) resolve()
      }
      child.stdout.on('data', (data) => {
        this.#output += String(data)
        look()
      })
      look()
    })
    this.ended = new Promise((resolve) => {
      child.once('close', (code) => {
        if (code === 0) resolve()
      })
    })
    this.crash = new Promise((resolve) => {
      child.once('close', (code) => {
        if (code !== 0 && code !== null) resolve(part.file)
      })
    })
  }

  async stop(): Promise<void> {
    this.#child.kill()
    await this.#closed
  }

  toString(): string {
    const missing = missingIn(this.#output, this.#part.promised)
    return [
      `${this.#part.file} ${missing === undefined ? 'printed all that it promised' : `did not print: ${missing}`}`,
      this.#output,
      this.#errors,
    ].join('\n')
  }
}
