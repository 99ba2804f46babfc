import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A folder to serve, with files, links and traps in it, and a secret beside it. */
export interface ServedFolder {
  readonly root: string
  /** Where the secret is: no error may name it. */
  readonly outside: string
  remove(): Promise<void>
}

export async function serveFolder(): Promise<ServedFolder> {
  const outside = await realpath(await mkdtemp(join(tmpdir(), 'wsrpc-demo-')))
  const root = join(outside, 'served')
  await mkdir(join(root, 'docs', 'deep'), { recursive: true })
  await mkdir(join(root, '.git'))
  await mkdir(join(root, 'docs', 'node_modules'))
  await mkdir(join(outside, 'served-not'))
  await writeFile(join(outside, 'secret'), 'secret')
  await writeFile(join(outside, 'served-not', 'secret'), 'secret')
  await writeFile(join(root, 'hello.txt'), 'hello')
  await writeFile(join(root, 'empty'), '')
  await writeFile(join(root, '.hidden'), 'a dot file is a file')
  await writeFile(join(root, '..odd'), 'two dots and a name')
  await writeFile(join(root, 'docs', 'deep', 'ünï cödé.txt'), 'deep')
  await writeFile(join(root, '.git', 'config'), 'private')
  await writeFile(join(root, 'docs', 'node_modules', 'index.js'), 'private')
  const links: [to: string, at: string][] = [
    ['docs/deep', 'inner-link'],
    ['../secret', 'link-up'],
    [join(outside, 'secret'), 'link-absolute'],
    ['..', 'link-folder-up'],
    ['../served-not', 'link-beside'],
    ['link-up', 'link-to-link'],
    ['.git', 'link-to-hidden'],
    ['nowhere', 'link-to-nothing'],
    ['link-loop', 'link-loop'],
  ]
  for (const [to, at] of links) await symlink(to, join(root, at))
  return { root, outside, remove: () => rm(outside, { recursive: true }) }
}
