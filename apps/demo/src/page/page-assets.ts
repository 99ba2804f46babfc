import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Assets } from './http/assets.ts'

const program = fileURLToPath(new URL('./bundler.ts', import.meta.url))

let bundled: Promise<Assets> | undefined

/** The files of the page. They are bundled once, in a process of their own. @throws Error when they can't be. */
export function pageAssets(): Promise<Assets> {
  bundled ??= bundle()
  return bundled
}

async function bundle(): Promise<Assets> {
  const bundler = fork(program, { serialization: 'advanced', execArgv: [] })
  const over = new AbortController()
  const { signal } = over
  const ended = once(bundler, 'exit', { signal }).then(([code]) => {
    throw new Error(`the page could not be bundled (exit code ${code}): the reason is printed above`)
  })
  try {
    const [assets] = (await Promise.race([once(bundler, 'message', { signal }), ended])) as [Assets]
    return assets
  } finally {
    ended.catch(() => {}) // it is not waited for any more
    over.abort()
  }
}
