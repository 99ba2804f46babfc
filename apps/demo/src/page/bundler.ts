/** A process that bundles the page for the one that started it, and ends: nobody keeps the bundler in memory. */

import { bundlePage } from './bundle.ts'

// Ctrl-C reaches this process too, and is for the other one to act on. If that is gone, nobody waits.
process.on('SIGINT', () => {})
process.once('disconnect', () => process.exit())

const assets = await bundlePage()
process.send?.(assets, () => process.disconnect())
