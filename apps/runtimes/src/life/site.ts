import { createServer, type Server } from 'node:http'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

/** What a careful site allows: scripts of its own files only, no text that becomes code, and this one pool. */
function policy(host: string): string {
  return `default-src 'self'; script-src 'self'; connect-src ws://${host}`
}

/** The scripts, by the path that they are served at. */
const entries = {
  page: './pages/page.ts',
  'worker-page': './pages/worker-page.ts',
  worker: './pages/worker.ts',
}

/** A site whose pages are `/page` and `/worker-page`, made from the sources as a browser gets them. */
export async function makeSite(): Promise<Server> {
  const { outputFiles } = await build({
    entryPoints: Object.entries(entries).map(([out, file]) => ({
      in: fileURLToPath(new URL(file, import.meta.url)),
      out,
    })),
    outdir: '/',
    bundle: true,
    write: false,
    format: 'esm',
    conditions: ['browser'],
    logLevel: 'silent',
  })
  const scripts = new Map(outputFiles.map(({ path, contents }) => [path, contents]))
  return createServer(({ url = '/', headers: { host = '' } }, response) => {
    const { pathname } = new URL(url, 'http://site')
    const script = scripts.get(pathname)
    response.setHeader('Content-Security-Policy', policy(host))
    response.setHeader('Content-Type', script === undefined ? 'text/html' : 'text/javascript')
    response.end(script ?? pageOf(pathname))
  })
}

/** `/blank` has no script. */
function pageOf(pathname: string): string {
  const script = pathname === '/blank' ? '' : `<script type="module" src="${pathname}.js"></script>`
  return `<!doctype html><meta charset="utf-8"><title>${pathname.slice(1)}</title>${script}`
}
