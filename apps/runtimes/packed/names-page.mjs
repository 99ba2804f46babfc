// A page whose title says what each module exports. `entries` is made by the test.
import { entries } from './entries.mjs'

document.title = JSON.stringify(
  Object.fromEntries(Object.entries(entries).map(([entry, module]) => [entry, Object.keys(module).sort()])),
)
