import { existsSync } from 'node:fs'
import { chromiumPath } from './chromium/chromium.ts'
import { commands, programs } from './install/programs.ts'
import { run } from './install/run.ts'
import { page, webWorker } from './rooms/chromium.ts'
import { programRoom } from './rooms/program.ts'
import type { Room } from './rooms/room.ts'
import { durableObject, worker } from './rooms/workerd.ts'

/** A runtime that the provider is promised for, and where in it the suite runs. */
export interface Runtime {
  readonly name: string
  /** What has the version. */
  readonly engine: string
  /** Where in it; nothing where there is only one place. */
  readonly place?: string
  /** The program, which another platform may lack. */
  readonly path: string | undefined
  readonly room: Room
}

function node(major: number): Runtime {
  const name = `Node ${major}`
  return { name, engine: 'Node', path: commands[name]?.[0], room: programRoom(commands[name] ?? []) }
}

function inside(engine: string, path: string | undefined, place: string, room: Room): Runtime {
  return { name: `${engine}, ${place}`, engine, place, path, room }
}

/** All of them. */
export const runtimes: readonly Runtime[] = [
  ...[20, 22, 24, 26].map(node),
  { name: 'Deno', engine: 'Deno', path: programs.deno, room: programRoom(commands['Deno'] ?? []) },
  { name: 'Bun', engine: 'Bun', path: programs.bun, room: programRoom(commands['Bun'] ?? []) },
  inside('Chromium', chromiumPath(), 'page', page),
  inside('Chromium', chromiumPath(), 'Web Worker', webWorker),
  inside('workerd', programs.workerd, 'Worker', worker),
  inside('workerd', programs.workerd, 'Durable Object', durableObject),
]

/** @throws Error when there is none of that name. */
export function runtimeNamed(name: string): Runtime {
  const runtime = runtimes.find((one) => one.name === name)
  if (runtime === undefined) throw new Error(`there is no runtime '${name}'`)
  return runtime
}

/**
 * What people call it: `Deno 2.9.6`, `Chromium 156.0.7985.60, page`.
 *
 * @returns nothing where the program is not on this machine.
 */
export async function titleOf({ engine, place, path }: Runtime): Promise<string | undefined> {
  if (path === undefined || !existsSync(path)) return undefined
  const { stdout } = await run(path, ['--version'], { cwd: '/' })
  const version = /\d[\d.-]*\d/.exec(stdout)?.[0] ?? 'of no version'
  return [`${engine} ${version}`, ...(place === undefined ? [] : [place])].join(', ')
}
