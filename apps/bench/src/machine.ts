import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'
import { cpus, loadavg, release, totalmem, type } from 'node:os'
import { join } from 'node:path'
import type { Contender } from './contender.ts'

const require = createRequire(import.meta.url)

/** Where the figures were made: they mean nothing without it. */
export interface Machine {
  readonly processor: string
  readonly cores: number
  /** In GiB. */
  readonly memory: number
  readonly system: string
  readonly node: string
  /** By what it is: its version. */
  readonly versions: Readonly<Record<string, string>>
  /** Of the last minute, before the run began: above 0.5 others were at work too. */
  readonly load: number
  /** ISO 8601, UTC. */
  readonly date: string
}

export function machine(contenders: readonly Contender[], now: Date): Machine {
  const names = new Set(contenders.flatMap(({ packages }) => packages))
  const own = contenders.flatMap(({ name, version }) =>
    version === undefined ? [] : [[name, version()] as const],
  )
  return {
    processor: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memory: Math.round(totalmem() / 1024 ** 3),
    system: `${type()} ${release()}`,
    node: process.version,
    versions: Object.fromEntries([...[...names].map((name) => [name, versionOf(name)] as const), ...own]),
    load: loadavg()[0] ?? 0,
    date: now.toISOString(),
  }
}

/** Of an installed package. Not by its `exports`, which need not have its package.json. */
function versionOf(name: string): string {
  for (const path of require.resolve.paths(name) ?? []) {
    try {
      const text = readFileSync(join(path, name, 'package.json'), 'utf8')
      return (JSON.parse(text) as { version: string }).version
    } catch {
      // not in this node_modules
    }
  }
  return 'unknown'
}
