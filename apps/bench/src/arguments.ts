export const help = `npm run bench                     measure all, and write results.json and what is made of it: takes about twenty minutes
npm run bench -- --quick          less of everything, for a look: two or three minutes, writes nothing
npm run bench -- --json           print the figures as JSON instead of tables
npm run bench -- --check          hold ratios against floor.json: exit code 1 if one has fallen
npm run bench -- --parts          what a call of wsrpc costs, part by part: half a minute. With a name: another contender
npm run bench -- --readme         make results.md and the README's section of results.json again: measures nothing
npm run bench -- <words>          only these rows, or these contenders (beside the controls): calls-64 socket.io
npm run bench -- --list           the words that there are
npm run bench -- --help           this text`

export interface Wish {
  readonly quick: boolean
  readonly json: boolean
  readonly check: boolean
  readonly parts: boolean
  readonly readme: boolean
  readonly list: boolean
  readonly help: boolean
  /** What is not an option, as it was written. */
  readonly words: readonly string[]
}

const options: readonly string[] = ['quick', 'json', 'check', 'parts', 'readme', 'list', 'help']

/** @throws TypeError that names an option that there is not. */
export function readArguments(args: readonly string[]): Wish {
  const given = args.filter((arg) => arg.startsWith('-')).map((arg) => (arg === '-h' ? 'help' : arg.slice(2)))
  const wrong = given.find((name) => !options.includes(name))
  if (wrong !== undefined) {
    throw new TypeError(`There is no option '--${wrong}'. There are --${options.join(', --')}.`)
  }
  const has = (name: string): boolean => given.includes(name)
  return {
    quick: has('quick'),
    json: has('json'),
    check: has('check'),
    parts: has('parts'),
    readme: has('readme'),
    list: has('list'),
    help: has('help'),
    words: args.filter((arg) => !arg.startsWith('-')),
  }
}
