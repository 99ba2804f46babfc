import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chromiumPath, launchChromium } from '../../src/chromium/chromium.ts'
import { root } from '../../src/install/install.ts'
import { Program } from '../../src/install/program.ts'
import { commands, isLeftOut, programs } from '../../src/install/programs.ts'
import { bundle, platforms } from '../packed/support/bundle.ts'
import { corner, place } from '../packed/support/corner.ts'
import { openPage } from '../packed/support/page.ts'
import { modes, viteBundle } from '../packed/support/vite.ts'
import { Worker } from '../packed/support/workerd.ts'

const readme = readFileSync(join(root, 'packages', 'provider', 'README.md'), 'utf8')
/** As it stands there: not one character is changed. */
const example = /^## A first provider\n[^]*?^```ts\n([^]*?)^```/m.exec(readme)?.[1] ?? ''
const port = /\bws:\/\/127\.0\.0\.1:(\d+)\//.exec(example)?.[1] ?? ''

describe("the README's example", () => {
  let folder: string
  let pool: Program
  beforeAll(async () => {
    folder = corner()
    pool = new Program([process.execPath, place('pool.mjs', folder), port], folder)
    await pool.printed(/^listening (\d+)\n/m)
  })
  afterAll(() => pool?.[Symbol.asyncDispose]())

  /** What the pool's call of whoever comes next gave; or what went wrong meanwhile where the example runs. */
  const nextAnswer = async (failure: Promise<never>): Promise<unknown> =>
    JSON.parse(await Promise.race([pool.printed(/^answer (.*)\n/m), failure]))
  const right: unknown = expect.objectContaining({ name: 'attic', isDate: true })

  const placeExample = (): { place: string; file: string } => {
    const its = corner()
    const file = join(its, 'example.mjs')
    writeFileSync(file, example)
    return { place: its, file }
  }

  test('is a provider for a pool on loopback, which the next block is', () => {
    expect(example).toContain("from '@wsrpc/provider'")
    expect(Number(port)).toBeGreaterThan(1024)
    const next = readme.slice(readme.indexOf(example) + example.length).split('```')[2]
    expect(next).toContain(`await pool.listen({ port: ${port}, host: '127.0.0.1' })`)
  })

  for (const [name, command] of Object.entries(commands)) {
    test.skipIf(isLeftOut(name, command[0]))(`answers on ${name}`, async () => {
      const { place: its, file } = placeExample()
      await using program = new Program([...command, file], its)
      expect(await nextAnswer(program.failure)).toEqual(right)
      expect(program.output).toBe('')
    })
  }

  test.skipIf(isLeftOut('Chromium', chromiumPath()))('answers in Chromium', async () => {
    const { place: its, file } = placeExample()
    // The pool lets in pages of its own origin, and this is where it serves one.
    writeFileSync(join(folder, 'page.js'), await viteBundle(its, file, modes.app))
    const browser = await launchChromium()
    try {
      const { failure } = await openPage(browser, `http://127.0.0.1:${port}/`)
      expect(await nextAnswer(failure)).toEqual(right)
    } finally {
      await browser.close()
    }
  })

  test.skipIf(isLeftOut('workerd', programs.workerd))('answers in workerd', async () => {
    const { place: its, file } = placeExample()
    const worker = readFileSync(place('edge.mjs', its), 'utf8')
    await using served = new Worker(its, { worker, example: await bundle(file, platforms.workerd) })
    const request = fetch(await served.url()).then(async (response): Promise<never> => {
      throw new Error(`the worker ended with ${response.status}: ${await response.text()}`)
    })
    // It is cut off at the end.
    request.catch(() => {})
    expect(await nextAnswer(Promise.race([request, served.failure]))).toEqual(right)
  })
})
