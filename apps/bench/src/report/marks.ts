const begin = '<!-- performance -->'
const end = '<!-- /performance -->'

/** What stands between the marks of a text. @throws Error when a mark is missing. */
export function between(text: string): string {
  return cut(text)[1].trim()
}

/** The text with something else between its marks. @throws Error when a mark is missing. */
export function withBetween(text: string, content: string): string {
  const [before, , after] = cut(text)
  return `${before}\n\n${content}\n\n${after}`
}

function cut(text: string): readonly [before: string, between: string, after: string] {
  const from = text.indexOf(begin)
  const to = text.indexOf(end)
  if (from < 0 || to < from) throw new Error(`README.md lacks the marks ${begin} and ${end}.`)
  const inside = from + begin.length
  return [text.slice(0, inside), text.slice(inside, to), text.slice(to)]
}
