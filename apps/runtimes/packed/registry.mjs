// A registry on a free port of loopback: `node registry.mjs <folder> <upstream>`. Our packages are those that were
// published to it, all others come from upstream. It ends with whoever started it.
import { join } from 'node:path'
import { runServer } from 'verdaccio'

const [folder, url] = process.argv.slice(2)
const app = await runServer({
  configPath: join(folder, 'config.yaml'),
  self_path: folder,
  storage: join(folder, 'storage'),
  uplinks: { upstream: { url } },
  packages: {
    '@wsrpc/*': { access: '$all', publish: '$all' },
    '**': { access: '$all', proxy: 'upstream' },
  },
  web: { enable: false },
  log: { type: 'stdout', format: 'pretty', level: 'warn' },
})
app.listen(0, '127.0.0.1', () => console.log(`listening ${app.address().port}`))
process.stdin.resume().once('end', () => process.exit())
