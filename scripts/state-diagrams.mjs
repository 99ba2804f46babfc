// Writes the state diagrams of PROTOCOL.md from the table that the peer runs on, so that the two can't differ.
//
//   node scripts/state-diagrams.mjs           rewrites the part between the two marks
//   node scripts/state-diagrams.mjs --check   only says whether it is stale: exit code 1
//
// It needs Node 24, since it imports TypeScript.

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import { root } from './paths.mjs'

/** @typedef {Record<string, string>} Moves  by message: the state that it leads to */
/** @typedef {Record<string, { send: Moves, receive: Moves }>} Table */

const begin = '<!-- state diagrams: begin. Written by scripts/state-diagrams.mjs from peer/states.ts. -->'
const end = '<!-- state diagrams: end -->'

const titles = { dialler: 'The dialler: a provider', acceptor: 'The acceptor: the pool' }

/** @param {Table} table */
const diagram = (table) => {
  const lines = ['stateDiagram-v2', '  [*] --> fresh']
  for (const [state, { send, receive }] of Object.entries(table)) {
    /** @type {Map<string, string[]>} */
    const labels = new Map()
    for (const [verb, moves] of Object.entries({ send, receive })) {
      for (const [message, next] of Object.entries(moves)) {
        if (next !== state)
          labels.set(next, [...(labels.get(next) ?? []), `${verb} ${message.toUpperCase()}`])
      }
    }
    for (const [next, all] of labels) lines.push(`  ${state} --> ${next}: ${all.join(', ')}`)
  }
  return ['```mermaid', ...lines, '```'].join('\n')
}

/** @param {Moves} moves */
const list = (moves) => Object.keys(moves).join(' ').toUpperCase() || '–'

/** @param {Table} table */
const permissions = (table) => {
  const rows = Object.entries(table).map(([state, { send, receive }]) => [state, list(send), list(receive)])
  const head = ['state', 'may send', 'may receive']
  const widths = head.map((name, i) => Math.max(name.length, ...rows.map((row) => (row[i] ?? '').length)))
  const line = (/** @type {string[]} */ cells) =>
    `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n')
}

/** @param {Record<string, Table>} roles */
const sections = (roles) =>
  Object.entries(titles)
    .map(([role, title]) => {
      const table = /** @type {Table} */ (roles[role])
      return `### ${title}\n\n${diagram(table)}\n\n${permissions(table)}`
    })
    .join('\n\n')

const file = join(root, 'PROTOCOL.md')
const text = readFileSync(file, 'utf8')
const from = text.indexOf(begin)
const to = text.indexOf(end)
if (from < 0 || to < from) throw new Error(`PROTOCOL.md lacks the marks:\n${begin}\n${end}`)

const states = pathToFileURL(join(root, 'packages', 'core', 'src', 'peer', 'states.ts')).href
const { peerStates } = await import(states)
const fresh = `${text.slice(0, from)}${begin}\n\n${sections(peerStates)}\n\n${text.slice(to)}`

if (fresh === text) console.log('The state diagrams of PROTOCOL.md are up to date.')
else if (process.argv.includes('--check')) {
  console.log('The state diagrams of PROTOCOL.md are stale. Run: node scripts/state-diagrams.mjs')
  process.exitCode = 1
} else {
  writeFileSync(file, fresh)
  console.log('PROTOCOL.md has new state diagrams.')
}
