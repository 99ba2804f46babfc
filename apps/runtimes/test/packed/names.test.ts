import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { chromiumPath, launchChromium } from '../../src/chromium/chromium.ts'
import { root } from '../../src/install/install.ts'
import { commands, isLeftOut } from '../../src/install/programs.ts'
import { run } from '../../src/install/run.ts'
import { bundle, platforms } from './support/bundle.ts'
import { corner, place } from './support/corner.ts'
import { brings, installed, isomorphic } from './support/packages.ts'
import { Worker } from './support/workerd.ts'

/** What bundlers and frameworks ask for. None may lead to a file that is not there. */
const conditions = ['browser', 'workerd', 'worker', 'deno', 'bun', 'edge-light', 'development', 'production']

type Names = Readonly<Record<string, readonly string[]>>

const entriesOf = (packages: readonly string[]): string[] =>
  packages.flatMap((name) => installed(name).entries)
const all = entriesOf(Object.keys(brings))
const anywhere = entriesOf(isomorphic)

async function namesIn(
  folder: string,
  command: readonly string[],
  entries: readonly string[],
): Promise<Names> {
  const [file = '', ...args] = command
  const { stdout, stderr } = await run(file, [...args, ...entries], { cwd: folder })
  expect(stderr).toBe('')
  return JSON.parse(stdout) as Names
}

function namesBy(command: readonly string[], entries: readonly string[]): Promise<Names> {
  const folder = corner()
  return namesIn(folder, [...command, place('names.mjs', folder)], entries)
}

/** A file that hands the entries on, as namespaces. @returns its folder. */
function placeEntries(entries: readonly string[]): string {
  const folder = corner()
  const imports = entries.map((entry, i) => `import * as _${i} from '${entry}'`)
  const fields = entries.map((entry, i) => `'${entry}': _${i}`)
  const text = [...imports, `export const entries = { ${fields.join(', ')} }`].join('\n')
  writeFileSync(join(folder, 'entries.mjs'), text)
  return folder
}

describe('the packages export what their sources export', () => {
  let ofSources: Names
  beforeAll(async () => {
    // In this folder the packages are the repository's own.
    const room = join(root, 'apps', 'runtimes')
    ofSources = await namesIn(room, [process.execPath, join(room, 'packed', 'names.mjs')], all)
  })
  const expected = (entries: readonly string[]): Names =>
    Object.fromEntries(entries.map((entry) => [entry, ofSources[entry] ?? []]))

  for (const [name, command] of Object.entries(commands)) {
    test.skipIf(isLeftOut(name, command[0]))(`on ${name}`, async () => {
      expect(await namesBy(command, all)).toEqual(expected(all))
    })
  }

  test.each(conditions)('asked for as "%s"', async (condition) => {
    const names = await namesBy([process.execPath, `--conditions=${condition}`], anywhere)
    expect(names).toEqual(expected(anywhere))
  })

  test('in workerd', async () => {
    const folder = placeEntries(anywhere)
    const worker = await bundle(place('names-worker.mjs', folder), platforms.workerd)
    await using served = new Worker(folder, { worker })
    const response = await fetch(await served.url())
    expect(await response.json()).toEqual(expected(anywhere))
  })

  test.skipIf(isLeftOut('Chromium', chromiumPath()))('in Chromium', async () => {
    const folder = placeEntries(anywhere)
    const code = await bundle(place('names-page.mjs', folder), platforms.page)
    const browser = await launchChromium()
    try {
      const page = await browser.newPage()
      await page.addScriptTag({ type: 'module', content: code })
      await page.waitForFunction('document.title')
      expect(JSON.parse(await page.title())).toEqual(expected(anywhere))
    } finally {
      await browser.close()
    }
  })
})
