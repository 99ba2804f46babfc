import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chromiumPath, launchChromium } from '../../src/chromium/chromium.ts'
import { Program } from '../../src/install/program.ts'
import { isLeftOut } from '../../src/install/programs.ts'
import { bundle, platforms } from './support/bundle.ts'
import { corner, place } from './support/corner.ts'
import { openPage } from './support/page.ts'
import { modes, viteBundle } from './support/vite.ts'

type Bundler = (folder: string, entry: string) => Promise<string>

/** Each fails for any warning. */
const bundlers: Readonly<Record<string, Bundler>> = {
  esbuild: (_folder, entry) => bundle(entry, platforms.page),
  'esbuild, minified': (_folder, entry) => bundle(entry, { ...platforms.page, minify: true }),
  'Vite, as an application': (folder, entry) => viteBundle(folder, entry, modes.app),
  'Vite, as a library': (folder, entry) => viteBundle(folder, entry, modes.lib),
}

const bundled = async (name: string, program: string): Promise<string> => {
  const folder = corner()
  return (await bundlers[name]?.(folder, place(program, folder))) ?? ''
}

describe.each(Object.keys(bundlers))('bundled with %s', (name) => {
  test.skipIf(isLeftOut('Chromium', chromiumPath()))(
    'a provider answers from a page that allows no eval',
    async () => {
      const code = await bundled(name, 'page.mjs')
      expect(code).not.toMatch(/\beval\(|new Function\b|\bFunction\(|node:|\brequire\(/)
      const folder = corner()
      writeFileSync(join(folder, 'page.js'), code)
      await using pool = new Program([process.execPath, place('pool.mjs', folder), '0'], folder)
      const port = await pool.printed(/^listening (\d+)\n/m)
      const { page, failure } = await openPage(browser, `http://127.0.0.1:${port}/`)
      const answer = await Promise.race([pool.printed(/^answer (.*)\n/m), failure])
      expect(JSON.parse(answer)).toMatchObject({ name: 'page', isDate: true })
      await page.close()
    },
  )

  test('what is not used is not there', async () => {
    const code = await bundled(name, 'no-name.mjs')
    expect(code.replaceAll(/^\s*\/\/.*$/gm, '').trim()).toBe('')
  })

  test('one name brings what it needs', async () => {
    const code = await bundled(name, 'one-name.mjs')
    expect(code).toContain('RESOURCE_EXHAUSTED')
    expect(code.length).toBeLessThan(8_000)
  })
})

let browser: Browser
beforeAll(async () => {
  if (chromiumPath() !== undefined) browser = await launchChromium()
})
afterAll(() => browser?.close())
