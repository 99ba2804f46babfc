/**
 * A program with a diff applied as a reader does it: each part says where by the lines that stay and those that go, and
 * begins with a line of `@@`.
 *
 * @throws Error when what a part names is not there, or more than once.
 */
export function applied(program: string, diff: string): string {
  const [before, ...parts] = diff.split(/^@@.*\n/m)
  if (before !== '') throw new Error('the diff does not begin with @@')
  return parts.reduce(withPart, program)
}

function withPart(program: string, part: string): string {
  const lines = part.split('\n').slice(0, -1)
  const old = textOf(lines.filter((line) => !line.startsWith('+')))
  const pieces = `\n${program}`.split(`\n${old}`)
  if (pieces.length !== 2)
    throw new Error(`the program has this ${pieces.length - 1} times, not once:\n${old}`)
  return pieces.join(`\n${textOf(lines.filter((line) => !line.startsWith('-')))}`).slice(1)
}

/** Without the column that says what happens to a line; empty ones may have lost it. */
function textOf(lines: readonly string[]): string {
  return lines.map((line) => `${line.slice(1)}\n`).join('')
}
