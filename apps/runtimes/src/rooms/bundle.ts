import { build, type BuildOptions } from 'esbuild'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** What is installed, and stays outside: a program finds it beside itself, as that of a user does. */
const installed = ['@wsrpc/core', '@wsrpc/provider', '@wsrpc/pool-node', 'ws', 'node:*']

const common = {
  bundle: true,
  format: 'esm',
  target: 'es2022',
  platform: 'neutral',
  logLevel: 'silent',
} as const

/**
 * A program of this repository as one file in `folder`, which uses the packages that are installed there.
 *
 * @param entry a file of `apps/runtimes/src`.
 * @returns the path of the file.
 */
export function bundleBeside(entry: string, folder: string): Promise<string> {
  const path = fileURLToPath(new URL(`../${entry}`, import.meta.url))
  return bundle(path, join(folder, 'beside.mjs'), { external: installed })
}

/** As {@link bundleBeside}, with the installed packages in it, as a runtime with these conditions gets them. */
export async function bundleWhole(entry: string, folder: string, conditions: string[]): Promise<string> {
  const beside = await bundleBeside(entry, folder)
  return bundle(beside, join(folder, 'whole.mjs'), { conditions, external: ['cloudflare:*'] })
}

async function bundle(entry: string, outfile: string, options: BuildOptions): Promise<string> {
  const { warnings } = await build({ ...common, ...options, entryPoints: [entry], outfile })
  if (warnings.length > 0) throw new Error(`esbuild warns: ${warnings.map(({ text }) => text).join('\n')}`)
  return outfile
}
