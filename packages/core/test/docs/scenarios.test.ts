import { describe, expect, test } from 'vitest'
import { read, section } from './markdown.ts'
import { scenarios } from './scenarios.ts'

const text = section(read('PROTOCOL.md'), 'Scenarios')

/** What a scenario says that travels, in order: `Pool: [[…]]` and `Pool closes: 1001`. */
function linesOf(heading: string): string[] {
  const found = section(text, heading).matchAll(/\b(Pool|Provider)(?: closes: (\d+)|[^:`]*:\s+`(\[[^`]*)`)/g)
  return [...found].map(([, who, code, batch]) =>
    code === undefined ? `${who}: ${batch}` : `${who} closes: ${code}`,
  )
}

describe('the scenarios', () => {
  test('are all played', () => {
    const headings = [...text.matchAll(/^### (.*)$/gm)].map((match) => match[1])
    expect(headings).toEqual(Object.keys(scenarios))
  })

  test.each(Object.keys(scenarios))('%s: the page shows what two ends send', async (name) => {
    const played = await (scenarios[name] as (typeof scenarios)[string])()
    expect(linesOf(name)).toEqual(played)
  })

  test('have steps that are numbered from 1', () => {
    for (const name of Object.keys(scenarios)) {
      const numbers = [...section(text, name).matchAll(/^(\d+)\. /gm)].map((match) => Number(match[1]))
      expect(numbers).toEqual(numbers.map((_, at) => at + 1))
    }
  })
})
