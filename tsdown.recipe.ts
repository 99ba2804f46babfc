import { defineConfig, type UserConfig } from 'tsdown'

/** How every published package is built: ESM and declarations in dist/, the dependencies left outside. */
export const library = (options: { entry: string[]; neverBundle?: string[] }): UserConfig =>
  defineConfig({
    entry: options.entry,
    format: 'esm',
    target: 'es2022',
    platform: 'neutral',
    // `.js`, not `.mjs`: package.json says "type": "module".
    fixedExtension: false,
    dts: { oxc: true },
    sourcemap: true,
    // One output file for each source file: stack traces and tree-shaking stay readable.
    unbundle: true,
    deps: { neverBundle: options.neverBundle ?? [] },
  })
