import * as provider from '@wsrpc/provider'
import * as poolNode from '../../src/index.ts'
import type { Block } from './blocks.ts'

/** The blocks of one document that are one program: all with the same `group/role`, in their order; or one alone. */
export interface Program {
  readonly group: string
  /** The file's name. What is called `pool` is the public side, all else a private one. */
  readonly role: string
  /** `false`: its types are checked only. */
  readonly runs: boolean
  readonly blocks: readonly Block[]
}

/** @throws Error for a marker that means nothing. */
export function programsOf(blocks: readonly Block[]): Program[] {
  const programs = new Map<string, Program & { blocks: Block[] }>()
  for (const block of blocks) {
    const { group, role, runs } = readMarker(block)
    const key = `${group}/${role}`
    const program = programs.get(key)
    if (program === undefined) programs.set(key, { group, role, runs, blocks: [block] })
    else program.blocks.push(block)
  }
  return [...programs.values()]
}

function readMarker({ at, code, marker }: Block): Omit<Program, 'blocks'> {
  const [, group, role] = /^run=([\w-]+)\/([\w-]+)$/.exec(marker) ?? []
  if (group !== undefined && role !== undefined) return { group, role, runs: true }
  if (marker !== '' && marker !== 'check')
    throw new Error(`${at}: '${marker}' is neither run=group/role nor check`)
  return {
    group: at.replaceAll(/\W/g, '-'),
    role: /\bpool\.(?!example)|\bnew Pool\b/.test(code) ? 'pool' : 'provider',
    // One that has both sides in it can run by itself.
    runs: marker === '' && /'@wsrpc\/pool-node'/.test(code) && /'@wsrpc\/provider'/.test(code),
  }
}

/**
 * The whole program. What a document shows once, in its first call, it leaves out later; so that is added here
 * where a block has none of its own. All else is as it stands in the document.
 */
export function sourceOf({ role, blocks }: Program): string {
  const code = blocks.map(({ at, code: text }) => `// ${at}\n${text}`).join('\n')
  const lines = role === 'pool' ? wholePool(code) : wholeProvider(code)
  return [...importsFor(lines.join('\n'), role), ...lines, 'export {}', ''].join('\n')
}

function wholePool(code: string): string[] {
  if (!/\bpool\.(?!example)/.test(code)) return [code]
  const rest = [
    ...(/\.bind(In)?\(/.test(code) ? [] : ["pool.bind('/pool')"]),
    ...(/\.listen\(/.test(code) ? [] : ['await pool.listen(8080)']),
  ]
  return /\bnew Pool\(/.test(code) ? [code, ...rest] : ['const pool = new Pool()', ...rest, code]
}

function wholeProvider(code: string): string[] {
  if (!/\bprovider\./.test(code)) return [code]
  const connect = /\.connect(Multi)?\(/.test(code) ? [] : ["provider.connect('ws://pool.example:8080/pool')"]
  if (/\bnew Provider\(/.test(code)) return [code, ...connect]
  const register = "provider.register('Backend', { get: (id: string) => `value of ${id}` })"
  return [
    'const provider = new Provider()',
    ...(/\.register\(/.test(code) ? [] : [register]),
    code,
    ...connect,
  ]
}

const exported = { '@wsrpc/pool-node': Object.keys(poolNode), '@wsrpc/provider': Object.keys(provider) }

/** Imports of what is used and not imported: from the role's package, and `readFileSync`. */
function importsFor(code: string, role: string): string[] {
  const own = [...code.matchAll(/^import (?:type )?\{([^}]*)\}/gm)].flatMap((match) =>
    (match[1] as string).split(',').map((name) => name.trim()),
  )
  const from = role === 'pool' ? '@wsrpc/pool-node' : '@wsrpc/provider'
  const wanted: [string, readonly string[]][] = [
    [from, exported[from]],
    ['node:fs', ['readFileSync']],
  ]
  return wanted.flatMap(([module, names]) => {
    const used = names.filter((name) => !own.includes(name) && new RegExp(`(?<![\\w.])${name}\\b`).test(code))
    return used.length === 0 ? [] : [`import { ${used.join(', ')} } from '${module}'`]
  })
}
