/** The suite in a page: the test calls it. */
import { runSuite } from '@wsrpc/contract-tests/provider/run'

Object.assign(globalThis, { runSuite })
