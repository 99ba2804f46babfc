import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { run, type RunOptions } from './run.ts'

/**
 * What starts npm without a shell, which would take paths with blanks apart. On Windows `npm` is a script for the shell,
 * and what it starts lies beside it.
 *
 * @param platform as `process.platform` has it.
 * @param path as the environment has it.
 * @throws Error on Windows, when no folder of `path` has an npm.
 */
export function npmCommand(
  platform: string = process.platform,
  path: string = process.env['PATH'] ?? '',
): readonly [file: string, ...args: string[]] {
  if (platform !== 'win32') return ['npm']
  const scripts = path
    .split(delimiter)
    .map((folder) => join(folder, 'node_modules', 'npm', 'bin', 'npm-cli.js'))
  const script = scripts.find((file) => existsSync(file))
  if (script === undefined) throw new Error('no npm here: install it, and put its folder into PATH')
  return [process.execPath, script]
}

/**
 * What keeps npm from asking far and long. What its cache has is the same, and the registry may be far: that is not asked
 * for again. One that does not answer is given up after two tries of 30 s, and not after many minutes.
 */
const options = [
  '--no-audit',
  '--no-fund',
  '--no-update-notifier',
  '--prefer-offline',
  '--fetch-retries=1',
  '--fetch-retry-mintimeout=1000',
  '--fetch-timeout=30000',
]

/** Installs with npm, as a user does: tarballs by path, packages by name. @throws Error with what npm says. */
export async function npmInstall(wanted: readonly string[], where: RunOptions): Promise<void> {
  const [npm, ...args] = npmCommand()
  await run(npm, [...args, 'install', ...options, ...wanted], where)
}
