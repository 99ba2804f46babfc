/**
 * Many tenants come with a call each, which is taken or given up, while one call waits on that nobody takes, so
 * that the queue is never empty. Then it is. Prints the heap after GC at each stage.
 */
import { asking, queueOf, Ticket } from './ticket.ts'

declare const gc: () => void

function heap(): number {
  for (let round = 0; round < 4; round++) gc()
  return process.memoryUsage().heapUsed
}

let order = 0
const queue = queueOf()
const fits = asking('A.x')

function cycle(): void {
  const tenant = `tenant ${order}`
  const taken = new Ticket(order++, { tenant })
  const given = new Ticket(order++, { tenant: `${tenant} too`, asks: `B.${order}` })
  queue.add(taken)
  queue.add(given)
  if (queue.take(fits) !== taken) throw new Error('another was taken')
  queue.remove(given)
}

// Compiled, and with what the runtime itself keeps.
const stuck = new Ticket(-1, { asks: 'Nobody.has' })
for (let round = 0; round < 2; round++) {
  queue.add(stuck)
  for (let n = 0; n < 20_000; n++) cycle()
  queue.remove(stuck)
}
const before = heap()
queue.add(stuck)
for (let n = 0; n < 30_000; n++) cycle()
const few = heap()
for (let n = 0; n < 270_000; n++) cycle()
const many = heap()
queue.remove(stuck)
const empty = heap()
process.stdout.write(JSON.stringify({ before, few, many, empty, size: queue.size }))
