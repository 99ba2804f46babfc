// The other languages in which tests run programs. They are the machine's, as the browser is.

import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/**
 * @param {string} command
 * @param {string[]} args
 */
const runs = (command, ...args) => spawnSync(command, args, { stdio: 'ignore' }).status === 0

/** Go, and the sources of gorilla/websocket: in GOPATH, or where Debian puts them. */
export const hasGo = () => {
  const paths = [...(process.env['GOPATH']?.split(delimiter) ?? []), '/usr/share/gocode']
  const isThere = paths.some((path) => existsSync(join(path, 'src', 'github.com', 'gorilla', 'websocket')))
  return isThere && runs('go', 'version')
}

/** Debian's Python first: its packages are for that one, and there may be another in front of it. */
export const hasPython = () =>
  ['/usr/bin/python3', 'python3'].some((python) => runs(python, '-c', 'import websockets'))
