import { parseArgs } from 'node:util'

export const help = `npm run demo               show it: takes about ten seconds
npm run demo -- --check    verify it instead, without a terminal: exit code 0 if all holds, 1 if not
npm run demo -- --page     a web page that shows it live, until Ctrl-C
      --port 8080          where: any free port if there is none
      --host 0.0.0.0       for your network, too: with a token in the link, and without Files
npm run demo -- --help     this text`

export type Arguments =
  | { readonly mode: 'show' | 'check' | 'help' }
  | { readonly mode: 'page'; readonly host: string; readonly port: number }
  | { readonly mode: 'wrong'; readonly problem: string }

const options = {
  check: { type: 'boolean' },
  page: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  host: { type: 'string' },
  port: { type: 'string' },
} as const

const there = 'There are --check, --page and --help; with --page also --port and --host.'

export function readArguments(args: readonly string[]): Arguments {
  let values: ReturnType<typeof parse>
  try {
    values = parse(args)
  } catch (error) {
    return wrong((error as Error).message.split('. ')[0] ?? '')
  }
  const { check = false, page = false, help = false, host, port } = values
  if (help) return { mode: 'help' }
  if (!page && (host !== undefined || port !== undefined)) return wrong('--port and --host go with --page')
  if (page && check) return wrong('--check and --page do not go together')
  if (!page) return { mode: check ? 'check' : 'show' }
  if (host === '') return wrong('--host takes an address, such as 0.0.0.0')
  const number = Number(port ?? '0')
  if (!/^\d+$/.test(port ?? '0') || number > 65_535) return wrong('--port takes a number from 0 to 65535')
  return { mode: 'page', host: host ?? '127.0.0.1', port: number }
}

function wrong(problem: string): Arguments {
  return { mode: 'wrong', problem: `${problem}. ${there}` }
}

function parse(args: readonly string[]): {
  check?: boolean
  page?: boolean
  help?: boolean
  host?: string
  port?: string
} {
  const unknown = args.find((arg) => arg.startsWith('-') && !Object.hasOwn(options, nameOf(arg)))
  if (unknown !== undefined) throw new Error(`There is no option '${unknown}'`)
  return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values
}

function nameOf(arg: string): string {
  return arg === '-h' ? 'help' : (arg.replace(/^--/, '').split('=')[0] ?? '')
}
