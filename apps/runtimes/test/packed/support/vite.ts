import { writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { build, createLogger, type BuildOptions, type Rollup } from 'vite'

type Options = (entry: string) => BuildOptions

/** How people build with Vite: an application from its page, and a library of their own. */
export const modes: Readonly<Record<'app' | 'lib', Options>> = {
  app: () => ({}),
  lib: (entry) => ({ lib: { entry, formats: ['es'], fileName: 'lib' } }),
}

/**
 * Builds what is in a folder with Vite.
 *
 * @returns the code.
 * @throws Error for any warning.
 */
export async function viteBundle(folder: string, entry: string, options: Options): Promise<string> {
  const page = `<!doctype html><title>page</title><script type="module" src="./${basename(entry)}"></script>`
  writeFileSync(join(folder, 'index.html'), page)
  const warnings: string[] = []
  const customLogger = createLogger('silent')
  for (const level of ['warn', 'warnOnce', 'error'] as const) {
    customLogger[level] = (text: string) => warnings.push(text)
  }
  const result = await build({
    root: folder,
    configFile: false,
    customLogger,
    logLevel: 'silent',
    // The polyfill that this would add is not of our packages.
    build: { outDir: 'built', modulePreload: false, ...options(entry) },
  })
  if (warnings.length > 0) throw new Error(`Vite warns: ${warnings.join('\n')}`)
  return [result].flat().flatMap(codeOf).join('\n')
}

function codeOf(result: Rollup.RollupOutput | Rollup.RollupWatcher): string[] {
  if (!('output' in result)) return []
  return result.output.flatMap((part) => (part.type === 'chunk' ? [part.code] : []))
}
