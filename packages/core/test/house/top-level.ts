import { parseAst } from 'vite'

/** A node of the syntax tree (https://github.com/estree/estree), as far as it is looked at. */
interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [property: string]: unknown
}

/** Only read: types, and what a call of it would do comes later. */
const inert = new Set([
  'ImportDeclaration',
  'ExportAllDeclaration',
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
  'TSInterfaceDeclaration',
  'TSTypeAliasDeclaration',
  'TSDeclareFunction',
])

/** Members of a class that run when an instance is made. */
const laterInClass = new Set([
  'MethodDefinition',
  'TSAbstractMethodDefinition',
  'TSAbstractPropertyDefinition',
])

const effects = new Set([
  'CallExpression',
  'NewExpression',
  'TaggedTemplateExpression',
  'AssignmentExpression',
  'UpdateExpression',
  'AwaitExpression',
  'ImportExpression',
])

/** What a module does while it is loaded, besides naming things: its calls, `new`s and assignments, as they are written, the outer one first. */
export function doneAtImport(source: string): string[] {
  const found: string[] = []
  const visit = (node: Node): void => {
    if (inert.has(node.type) || laterInClass.has(node.type)) return
    // A field's value is made with an instance, unless it is static.
    if (node.type === 'PropertyDefinition' && node['static'] !== true) return
    if (effects.has(node.type)) found.push(source.slice(node.start, node.end).replaceAll(/\s+/g, ' '))
    for (const part of partsOf(node)) visit(part)
  }
  for (const statement of parseAst(source, { lang: 'ts' }).body) visit(statement as unknown as Node)
  return found
}

function partsOf(node: Node): Node[] {
  return Object.values(node).flatMap((value) => {
    const parts: unknown[] = Array.isArray(value) ? value : [value]
    return parts.filter((part): part is Node => typeof (part as Partial<Node> | null)?.type === 'string')
  })
}
