import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { installedPackages } from '../../../src/install/provided.ts'

/** What is in `node_modules` after one package was installed alone: that one, and these. */
export const brings: Readonly<Record<string, readonly string[]>> = {
  '@wsrpc/core': [],
  '@wsrpc/provider': ['@wsrpc/core', 'eventemitter3', 'isows', 'ws'],
  '@wsrpc/pool-node': ['@wsrpc/core', 'eventemitter3', 'ws'],
  '@wsrpc/jsonrpc': ['@wsrpc/core'],
  '@wsrpc/gorpc': ['@wsrpc/core'],
}

/** The names of all packages that are installed in a project, wherever they are put. */
export function packagesIn(project: string): string[] {
  const modules = join(project, 'node_modules')
  const manifest = /(?:^|[/\\]node_modules[/\\])((?:@[^/\\]+[/\\])?[^/\\@.][^/\\]*)[/\\]package\.json$/
  const names = readdirSync(modules, { recursive: true }).flatMap((path) => {
    const name = manifest.exec(String(path))?.[1]
    return name === undefined ? [] : [name.replace('\\', '/')]
  })
  return [...new Set(names)].sort()
}

/** A package as it is installed from its tarball. */
export interface Installed {
  readonly name: string
  readonly folder: string
  readonly manifest: Manifest
  /** All its files, as `dist/index.js`. */
  readonly files: readonly string[]
  /** What can be imported: `@wsrpc/core/testing`. */
  readonly entries: readonly string[]
}

export interface Manifest {
  readonly sideEffects?: boolean
  readonly exports: Readonly<Record<string, unknown>>
  readonly imports?: Readonly<Record<string, unknown>>
}

export function installed(name: string): Installed {
  const folder = join(installedPackages(), 'node_modules', name)
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .map((path) => path.replaceAll('\\', '/'))
  const entries = Object.keys(manifest.exports)
    .filter((path) => path !== './package.json')
    .map((path) => name + path.slice(1))
  return { name, folder, manifest, files, entries }
}

/** In a page or a worker; the pool's needs Node, or what has its API. */
export const isomorphic: readonly string[] = [
  '@wsrpc/core',
  '@wsrpc/provider',
  '@wsrpc/jsonrpc',
  '@wsrpc/gorpc',
]
