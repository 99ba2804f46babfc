import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { chromiumPath, launchChromium } from '../../src/chromium/chromium.ts'
import { bundle } from '../../src/dial/bundle.ts'
import type { DialRoom } from '../../src/dial/dial-room.ts'
import { guideBlocks } from '../../src/dial/guide.ts'
import type { Job, Report } from '../../src/dial/job.ts'
import { Pages, textOf } from '../../src/dial/pages.ts'
import { Project, root } from '../../src/install/install.ts'
import { isLeftOut } from '../../src/install/programs.ts'
import { installedPackages } from '../../src/install/provided.ts'
import { run } from '../../src/install/run.ts'
import { openPool } from './support/pools.ts'
import { fine, visit } from './support/visit.ts'

const withScript = (script: string, before = ''): string =>
  `<!doctype html>${before}<script type="module" src="${script}"></script>`

/** Runs the guide's command, with the esbuild that is here. */
async function makeProvider(folder: string): Promise<void> {
  symlinkSync(join(installedPackages(), 'node_modules'), join(folder, 'node_modules'))
  const [command = ''] = guideBlocks('sh')
  const esbuild = join(root, 'apps', 'runtimes', 'node_modules', '.bin', 'esbuild')
  await run('sh', ['-c', command.replace('npx esbuild', esbuild)], { cwd: folder })
}

describe.skipIf(isLeftOut('Chromium', chromiumPath()))('dialling from a page', () => {
  const project = new Project(inject('projects'))
  let pages: Pages | undefined
  let browser: Browser | undefined
  let page: Page

  beforeAll(async () => {
    const [importMap = ''] = guideBlocks('html')
    const program = join(project.folder, 'bundled.js')
    const bare = join(project.folder, 'bare.js')
    await bundle('page.ts', program, ['browser'])
    await makeProvider(project.folder)
    await bundle('page.ts', bare, ['browser'], ['@wsrpc/provider'])
    const texts: Readonly<Record<string, string | undefined>> = {
      '/bundled.html': withScript('/bundled.js'),
      '/mapped.html': withScript('/bare.js', importMap),
      '/bare.html': withScript('/bare.js'),
      '/bundled.js': textOf(program),
      '/bare.js': textOf(bare),
      '/provider.js': textOf(join(project.folder, 'provider.js')),
    }
    pages = await Pages.serve((path) => texts[path])
    browser = await launchChromium()
    page = await browser.newPage()
  })
  afterAll(async () => {
    await browser?.close()
    await pages?.[Symbol.asyncDispose]()
    project[Symbol.dispose]()
  })

  const room: Pick<DialRoom, 'run'> = {
    run: (job) =>
      page.evaluate((it) => {
        const { runJob } = globalThis as unknown as { runJob: (job: Job) => Promise<Report> }
        return runJob(it)
      }, job),
  }

  const goTo = (path: string): Promise<unknown> => page.goto(`${pages?.origin}${path}`)

  test('joins a pool that knows its origin', async () => {
    await goTo('/bundled.html')
    await using its = await openPool({ origins: [String(pages?.origin)] })
    expect((await visit(its, room)).report).toMatchObject(fine)
  })

  test.each([
    [{ tls: { ca: 'x' } }, /^tls can't be used in this runtime: .*certificates of the browser/],
    [{ headers: { a: 'b' } }, /^headers can't be used in this runtime: .*use the option token/],
  ])('%j is refused at once, by name', async (options, message) => {
    await goTo('/bundled.html')
    const report = await room.run({ url: 'wss://127.0.0.1:1/pool', options })
    expect(report.threw).toEqual({ name: 'TypeError', message: expect.stringMatching(message) })
  })

  test('works without a bundler of its own, as the guide says', async () => {
    await goTo('/mapped.html')
    await using its = await openPool({ origins: [String(pages?.origin)] })
    expect((await visit(its, room)).report).toMatchObject(fine)
  })

  test('that was told nothing finds no package: the browser says so', async () => {
    const failed = page.waitForEvent('pageerror')
    await goTo('/bare.html')
    expect((await failed).message).toMatch(/Failed to resolve module specifier "@wsrpc\/provider"/)
  })
})
