// A worker that answers with what each module exports. `entries` is made by the test.
import { entries } from './entries.mjs'

export default {
  fetch() {
    return Response.json(
      Object.fromEntries(
        Object.entries(entries).map(([entry, module]) => [entry, Object.keys(module).sort()]),
      ),
    )
  },
}
