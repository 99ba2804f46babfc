import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

interface Run {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** Runs the demo's page as somebody would; `seen` is told its link. */
function run(args: readonly string[], seen: (link: URL, kill: () => void) => void): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [main, '--page', ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
    let [out, err, told] = ['', '', false]
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text))
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text
      const [link] = /http:\S+(?=\n)/.exec(out) ?? []
      if (link === undefined || told) return
      told = true
      seen(new URL(link), () => child.kill('SIGINT'))
    })
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, out, err }))
  })
}

/** The name of the file that is there to be downloaded: it comes from a provider, once that has dialled in. */
async function longFileAt(link: URL): Promise<string | undefined> {
  const response = await fetch(new URL('/folders/apps/demo/out', link))
  // On a busy machine the call may be given up before anybody was there to answer it.
  if (response.status === 503 || response.status === 504) return longFileAt(link)
  const { entries } = (await response.json()) as { readonly entries: readonly { readonly name: string }[] }
  return entries.map(({ name }) => name).find((name) => /^long-\d+\.bin$/.test(name))
}

test('Ctrl-C ends the page and its providers, and leaves no file', { timeout: 180_000 }, async () => {
  let large: string | undefined
  const { code, out, err } = await run([], (link, kill) => {
    void longFileAt(link)
      .then((name) => (large = name))
      .finally(kill)
  })
  expect({ code, err }).toEqual({ code: 130, err: '' })
  expect(out).toContain('For this machine only')
  expect(large).toBeDefined()
  expect(existsSync(new URL(`../../out/${large}`, import.meta.url))).toBe(false)
})

test(
  'for the network it prints a link with a token, and says that Files is off',
  { timeout: 180_000 },
  async () => {
    let fragment = ''
    const { code, out } = await run(['--host', '0.0.0.0'], (link, kill) => {
      fragment = link.hash
      expect(link.search).toBe('')
      kill()
    })
    expect(code).toBe(130)
    expect(fragment).toMatch(/^#token=[\w-]{22}$/)
    expect(out).toContain('Files is off')
  },
)

test('a port that is taken is told in a sentence', { timeout: 180_000 }, async () => {
  let second: Run | undefined
  await run([], (link, kill) => {
    void run(['--port', link.port], (_link, killToo) => killToo())
      .then((ended) => (second = ended))
      .finally(kill)
  })
  expect(second?.code).toBe(1)
  expect(second?.err).toContain(`The demo can't go on: the page can't be served on 127.0.0.1, port`)
})
