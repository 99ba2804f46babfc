/** The suite in a Worker: it runs in one request, whose body is the URL of the control port. */
import { runSuite } from '@wsrpc/contract-tests/provider/run'

export default {
  async fetch(request: Request): Promise<Response> {
    return Response.json(await runSuite(await request.text()))
  },
}
