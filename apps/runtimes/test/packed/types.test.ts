import { expect, test } from 'vitest'
import { compile, modules, platforms, strictness } from './support/compiler.ts'
import { corner, place } from './support/corner.ts'

type Case = readonly [
  program: string,
  platform: keyof typeof platforms,
  module: keyof typeof modules,
  strictness: keyof typeof strictness,
]

/** Each way of each kind at least once: they do not touch each other, and each takes a second. */
const cases: readonly Case[] = [
  ['consumer.ts', 'a page', 'bundler', 'strict'],
  ['consumer.ts', 'a page', 'nodenext', 'strictest'],
  ['consumer.ts', 'a worker', 'bundler', 'strictest'],
  ['consumer.ts', 'Node', 'nodenext', 'strict'],
  ['consumer.ts', 'a page of today', 'bundler', 'strictest'],
  ['consumer-pool.ts', 'Node', 'nodenext', 'strictest'],
  ['consumer-pool.ts', 'Node', 'bundler', 'strict'],
]

test.each(cases)(
  '%s compiles with the names of %s, under %s, %s',
  async (program, platform, module, checks) => {
    const folder = corner()
    place(program, folder)
    const settings = { ...platforms[platform], ...modules[module], ...strictness[checks] }
    expect(await compile(folder, program, settings)).toBe('')
  },
)
