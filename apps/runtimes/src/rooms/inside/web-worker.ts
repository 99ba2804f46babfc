/** The suite in a dedicated Web Worker: is told the URL of the control port, and answers with all results. */
import { runSuite } from '@wsrpc/contract-tests/provider/run'

addEventListener('message', ({ data }: MessageEvent<string>) => {
  void runSuite(data).then((results) => postMessage(results))
})
