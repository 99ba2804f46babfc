export const help = `npm run demo               show it: takes about ten seconds
npm run demo -- --check    verify it instead, without a terminal: exit code 0 if all holds, 1 if not
npm run demo -- --help     this text`

export type Arguments =
  | { readonly mode: 'show' | 'check' | 'help' }
  | { readonly mode: 'wrong'; readonly problem: string }

export function readArguments(args: readonly string[]): Arguments {
  const wrong = args.find((arg) => arg !== '--check' && arg !== '--help' && arg !== '-h')
  if (wrong !== undefined) {
    return { mode: 'wrong', problem: `There is no option '${wrong}'. There are --check and --help.` }
  }
  if (args.includes('--help') || args.includes('-h')) return { mode: 'help' }
  return { mode: args.includes('--check') ? 'check' : 'show' }
}
