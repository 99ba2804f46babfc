// A rule for oxlint: `new Date()` and `Date()` read the clock, `new Date(ms)` does not.
// (`Date.now` and `Math.random` are refused by no-restricted-properties.)

/**
 * @typedef {{ type: string, name?: string }} Node
 * @typedef {Node & { callee: Node, arguments: Node[] }} Call
 * @typedef {{ report: (problem: { node: Node, messageId: string }) => void }} Context
 */

/** @param {Node} node */
const isDate = (node) => node.type === 'Identifier' && node.name === 'Date'

const noCurrentDate = {
  meta: {
    type: 'problem',
    messages: { clock: 'A pure room: this reads the clock. Take the time as an argument.' },
    schema: [],
  },
  /** @param {Context} context */
  create: (context) => ({
    /** @param {Call} node */
    NewExpression(node) {
      if (isDate(node.callee) && node.arguments.length === 0) context.report({ node, messageId: 'clock' })
    },
    /** @param {Call} node */
    CallExpression(node) {
      if (isDate(node.callee)) context.report({ node, messageId: 'clock' })
    },
  }),
}

export default { meta: { name: 'pure-room' }, rules: { 'no-current-date': noCurrentDate } }
