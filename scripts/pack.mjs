// What users get, for tests and for `npm run check:packages`: `node scripts/pack.mjs <folder>` builds the packages that
// are published, packs them into the folder, and prints as JSON where the tarball of each is.

import { lockBuilds } from './lock.mjs'
import { pathWithTools, toolsNode } from './node.mjs'
import { capture } from './process.mjs'
import { pack, published } from './tarballs.mjs'

const [folder] = process.argv.slice(2)
if (folder === undefined) throw new Error('Say where to: node scripts/pack.mjs <folder>')

const found = toolsNode()
// A test must not install anything here, and pnpm would before it runs a script, if it took node_modules for stale.
const env = { ...process.env, ...pathWithTools(found), pnpm_config_verify_deps_before_run: 'false' }
const tools = { ...found, env }
const packages = published(folder)
lockBuilds()

const failed = [
  await capture(tools.node, [tools.bin.turbo, 'run', 'build', '--env-mode=loose'], tools),
  ...(await Promise.all(packages.map((item) => pack(tools, item)))),
].find(({ code }) => code !== 0)

if (failed === undefined)
  console.log(JSON.stringify(Object.fromEntries(packages.map(({ name, tarball }) => [name, tarball]))))
else {
  console.error(failed.output)
  process.exitCode = 1
}
