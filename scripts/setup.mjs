// Installs the dependencies once, and again when what they depend on has changed.

import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { root } from './paths.mjs'
import { capture } from './process.mjs'
import { Stop } from './stop.mjs'

const pnpm = 'pnpm@12.21.0'
const stamp = join(root, 'node_modules', '.set-up')

/** Everything that decides what an install does. */
const inputs = () => {
  const members = ['packages', 'apps'].flatMap((folder) =>
    readdirSync(join(root, folder)).map((name) => join(folder, name, 'package.json')),
  )
  return ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml', '.pnpmfile.mjs', ...members.sort()]
    .map((path) => join(root, path))
    .filter((path) => existsSync(path))
}

const fingerprint = () => {
  const hash = createHash('sha256').update(`${process.platform}-${process.arch}`)
  for (const path of inputs()) hash.update('\0').update(readFileSync(path))
  return hash.digest('hex')
}

/** What the output of a failed install means, and what helps. The first that matches counts. */
const advice = [
  {
    says: /OUTDATED_LOCKFILE/,
    means: `pnpm-lock.yaml does not fit a package.json. Run: npx --yes ${pnpm} install`,
  },
  {
    says: /ENOSPC/,
    means: 'The disk is full. Make room, then run the command again.',
  },
  {
    says: /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|network|error sending request|dns/i,
    means:
      'The npm registry was not reached. Look at the network (or the proxy), then run the command again.',
  },
]

export const setUp = async () => {
  const wanted = fingerprint()
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return

  console.log('Setting up: installing the dependencies, which takes a minute or so the first time …')
  const { code, output } = await capture('npx', ['--yes', pnpm, 'install', '--frozen-lockfile'], {
    // Without a terminal pnpm would rather stop than ask before it replaces an older node_modules.
    env: { ...process.env, CI: 'true' },
    // On Windows npx is a script, and only a shell runs it.
    shell: process.platform === 'win32',
  })
  if (code !== 0) {
    const known = advice.find(({ says }) => says.test(output))
    throw new Stop(
      `${output.trim()}\n\nThe set-up failed, so nothing was run. ${known?.means ?? 'What pnpm said is above.'}`,
    )
  }
  writeFileSync(stamp, wanted)
}
