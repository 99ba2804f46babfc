import type { ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Answer, Order } from '../orders.ts'

/** How orders get to a process, and its answers back. */
export interface Channel {
  send(order: Order): void
  onAnswer(listener: (answer: Answer) => void): void
}

/** A Node program: over IPC. */
export function overIpc(child: ChildProcess): Channel {
  return {
    send: (order) => void child.send(order),
    onAnswer: (listener) => void child.on('message', listener),
  }
}

/** Any other program: JSON, one order a line on stdin and one answer a line on stdout. */
export function overLines(child: ChildProcess): Channel {
  const { stdin, stdout } = child
  if (stdin === null || stdout === null) throw new TypeError('overLines needs pipes for stdin and stdout')
  stdin.on('error', () => {}) // its end is noticed anyway
  return {
    send: (order) => void stdin.write(`${JSON.stringify(order)}\n`),
    onAnswer: (listener) =>
      void createInterface(stdout).on('line', (line) => listener(JSON.parse(line) as Answer)),
  }
}
