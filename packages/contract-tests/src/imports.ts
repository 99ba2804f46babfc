import { readdirSync, readFileSync } from 'node:fs'
import { join, posix, sep } from 'node:path'

export interface Import {
  readonly from: string
  readonly to: string
}

/** A folder, or a file of the top, and what it may not import. */
export type Wall = readonly [room: string, forbidden: readonly string[]]

/** The texts of all sources in a folder, by their paths in it. */
export function sourcesIn(folder: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
      .map((name) => [name.split(sep).join('/'), readFileSync(join(folder, name), 'utf8')]),
  )
}

/** Every import and re-export between files of a folder, by their paths in it. */
export function importsOf(files: Readonly<Record<string, string>>): Import[] {
  return Object.entries(files).flatMap(([from, text]) =>
    [...text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'([^']+)'/g)].map(([, to = '']) => ({
      from,
      to: to.startsWith('.') ? posix.join(posix.dirname(from), to) : to,
    })),
  )
}

/** The imports that go through a wall. */
export function breaches(imports: readonly Import[], walls: readonly Wall[]): string[] {
  return walls.flatMap(([room, forbidden]) =>
    imports
      .filter(({ from, to }) => from.startsWith(room) && forbidden.some((wall) => to.startsWith(wall)))
      .map(({ from, to }) => `${from} imports ${to}`),
  )
}
