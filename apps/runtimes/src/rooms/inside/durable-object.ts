/**
 * The suite in a Durable Object, which holds connections for longer than a request: one begins the suite, the next one
 * asks for the results.
 */
import type { Result } from '@wsrpc/contract-tests/provider/run'
import { runSuite } from '@wsrpc/contract-tests/provider/run'

interface Surroundings {
  readonly ROOM: {
    idFromName(name: string): unknown
    get(id: unknown): { fetch(request: Request): Promise<Response> }
  }
}

export class Room {
  #results: Promise<Result[]> | undefined

  async fetch(request: Request): Promise<Response> {
    if (request.method === 'GET') return Response.json(await this.#results)
    this.#results = runSuite(await request.text())
    return new Response('begun')
  }
}

export default {
  fetch(request: Request, { ROOM }: Surroundings): Promise<Response> {
    return ROOM.get(ROOM.idFromName('the one')).fetch(request)
  },
}
