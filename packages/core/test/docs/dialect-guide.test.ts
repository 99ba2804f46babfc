// docs/a-dialect-of-your-own.md: its code is that of apps/runtimes/test/packed/dialect, which is compiled, run and held to the
// contract suite there; and it tells of all that a wire has to do with.

import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { PlainFeature, PlainReader, PlainSide, PlainWire } from '../../src/index.ts'
import { codeBlocks, read, root } from './markdown.ts'

const page = read('docs/a-dialect-of-your-own.md')
const folder = 'apps/runtimes/test/packed/dialect'

/** In the order of the page. */
const shown = ['ocpp.ts', 'frames.ts', 'errors.ts', 'central-system.mts', 'contract.test.ts']

/** What tries it, and is no part of it. */
const others = ['frames.test.ts', 'joining.test.ts', 'station.ts']

describe('the code of the page', () => {
  const blocks = codeBlocks(page, 'ts').map(({ code }) => `${code}\n`)

  test('is all that there is, and nothing that is not tested', () => {
    expect(blocks).toHaveLength(shown.length)
    expect(page.match(/^```\w/gm)).toHaveLength(shown.length)
    expect(readdirSync(join(root, folder)).sort()).toEqual([...shown, ...others].sort())
  })

  test.each(shown)('is %s as it is tested', (name) => {
    expect(blocks[shown.indexOf(name)]).toBe(read(`${folder}/${name}`))
    expect(page).toContain(`\`${name}\``)
  })
})

describe('the words of the page', () => {
  const prose = page.replaceAll(/^```[^]*?^```$/gm, '')
  const names = [...prose.matchAll(/`([^`]+)`/g)].flatMap(([, code = '']) => code.match(/\w+/g) ?? [])

  // The compiler knows when one is missing here.
  const wire = { encode: 1, decode: 1, takeKept: 1, kept: 1 } satisfies Record<keyof PlainWire, 1>
  const reader = { receive: 1, reply: 1, ignore: 1, report: 1 } satisfies Record<keyof PlainReader, 1>
  const side = { role: 1, ourLimits: 1, theirLimits: 1, overloaded: 1 } satisfies Record<keyof PlainSide, 1>
  const features = {
    notify: 1,
    cancel: 1,
    metadata: 1,
    trace: 1,
    idempotencyKey: 1,
  } satisfies Record<PlainFeature, 1>

  test.each(Object.entries({ wire, reader, side, features }))('tell of the whole %s', (_, parts) => {
    expect(Object.keys(parts).filter((part) => !names.includes(part))).toEqual([])
  })
})
