import { build } from 'esbuild'
import { fileURLToPath } from 'node:url'

/** Bundles one of the programs, as users do for a runtime with these conditions. `external`: what stays an import. */
export async function bundle(
  program: string,
  outfile: string,
  conditions: readonly string[],
  external: readonly string[] = [],
): Promise<void> {
  await build({
    entryPoints: [fileURLToPath(new URL(`programs/${program}`, import.meta.url))],
    outfile,
    conditions: [...conditions],
    external: [...external],
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    logLevel: 'silent',
  })
}
