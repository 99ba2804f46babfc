// `npm run build`: builds the packages into `dist/`, while nobody else builds or packs them.
// What stands behind the command goes to turbo.

import { lockBuilds } from './lock.mjs'
import { pathWithTools, toolsNode } from './node.mjs'
import { run } from './process.mjs'

const tools = toolsNode()
lockBuilds()
const env = { ...process.env, ...pathWithTools(tools) }
process.exitCode = await run(tools.node, [tools.bin.turbo, 'run', 'build', ...process.argv.slice(2)], { env })
