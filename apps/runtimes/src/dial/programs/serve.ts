import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import process from 'node:process'
import { text } from 'node:stream/consumers'
import type { Job, Report } from '../job.ts'

/** Takes jobs by HTTP, on a free port that it prints: for the runtimes that have Node's API. */
export function serve(run: (job: Job) => Promise<Report>): void {
  const server = createServer((request, response) => {
    void text(request)
      .then((body) => run(JSON.parse(body) as Job))
      .then((report) => response.end(JSON.stringify(report)))
  })
  server.listen(0, '127.0.0.1', () => console.log(`"port":${(server.address() as AddressInfo).port}`))
  // It ends when whoever started it has ended, however that came.
  process.stdin.resume().once('end', () => process.exit())
}
