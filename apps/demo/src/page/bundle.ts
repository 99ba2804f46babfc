import { fileURLToPath } from 'node:url'
import { build, type Rolldown } from 'vite'
import type { Asset, Assets } from './http/assets.ts'

const root = fileURLToPath(new URL('../../page', import.meta.url))

const types: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
}

/** Bundles the page, its worker too, into memory: nothing is left on the disk. @throws Error of the bundler. */
export async function bundlePage(): Promise<Assets> {
  const built = (await build({
    root,
    configFile: false,
    envFile: false,
    logLevel: 'error',
    publicDir: false,
    worker: { format: 'es' },
    build: {
      write: false,
      // Inline data would need a hole in the policy for scripts.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
    },
  })) as Rolldown.RolldownOutput
  const assets = new Map(built.output.map((file) => [`/${file.fileName}`, assetOf(file)]))
  const index = assets.get('/index.html')
  if (index !== undefined) assets.set('/', index)
  return assets
}

function assetOf(file: Rolldown.OutputChunk | Rolldown.OutputAsset): Asset {
  const end = file.fileName.slice(file.fileName.lastIndexOf('.') + 1)
  const type = types[end] ?? 'application/octet-stream'
  return { type, body: file.type === 'chunk' ? file.code : file.source }
}
