import { defineConfig, type Rolldown, type UserConfig } from 'tsdown'

/**
 * The bundler names a map in each declaration, also in one that has none. Maps of declarations would lead to the
 * sources, and those are not published.
 */
const unmappedDeclarations: Rolldown.Plugin = {
  name: 'unmapped-declarations',
  generateBundle(_options, bundle) {
    for (const chunk of Object.values(bundle)) {
      if (chunk.type === 'chunk' && chunk.fileName.endsWith('.d.ts'))
        chunk.code = chunk.code.replace(/\n\/\/# sourceMappingURL=\S+\s*$/, '\n')
    }
  },
}

/**
 * Users compile with the names of ES2022 or later, and `Symbol.asyncDispose` is not among them. It is ours to bring, as
 * it is ours to name it.
 */
const disposable = '/// <reference lib="esnext.disposable" />'

/** How every published package is built: ESM and declarations in dist/, the dependencies left outside. */
export const library = (options: { entry: string[]; neverBundle?: string[] }): UserConfig =>
  defineConfig({
    entry: options.entry,
    format: 'esm',
    target: 'es2022',
    platform: 'neutral',
    // `.js`, not `.mjs`: package.json says "type": "module".
    fixedExtension: false,
    dts: { oxc: true, sourcemap: false },
    // Of the JavaScript. They carry the sources along.
    sourcemap: true,
    banner: { dts: disposable },
    plugins: [unmappedDeclarations],
    // One output file for each source file: stack traces and tree-shaking stay readable.
    unbundle: true,
    // What Node brings is nowhere to be found, and to be told so is of no use.
    deps: { neverBundle: [/^node:/, ...(options.neverBundle ?? [])] },
  })
