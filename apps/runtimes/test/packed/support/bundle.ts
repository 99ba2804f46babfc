import { build, type BuildOptions } from 'esbuild'

/** For whom a bundle is: what a tool for that platform asks packages for. */
export const platforms: Readonly<Record<'page' | 'workerd', BuildOptions>> = {
  page: { platform: 'browser' },
  workerd: { conditions: ['workerd', 'worker', 'browser'] },
}

/**
 * Bundles with esbuild.
 *
 * @returns the code.
 * @throws Error for any warning.
 */
export async function bundle(entry: string, options: BuildOptions): Promise<string> {
  const { outputFiles, warnings } = await build({
    entryPoints: [entry],
    bundle: true,
    format: 'esm',
    target: 'es2022',
    logLevel: 'silent',
    ...options,
    write: false,
  })
  if (warnings.length > 0) throw new Error(`esbuild warns: ${warnings.map(({ text }) => text).join('\n')}`)
  return outputFiles.map(({ text }) => text).join('\n')
}
