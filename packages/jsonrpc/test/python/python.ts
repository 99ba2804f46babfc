import { execFileSync } from 'node:child_process'

/** Debian's own first: its packages are for that one, and there may be another in front of it. */
const candidates = ['/usr/bin/python3', 'python3']

/** A Python that has `websockets`; `undefined`: there is none here. */
const python: string | undefined = candidates.find(hasWebSockets)

/** Why there is no provider in Python here; `undefined`: there is one. In CI there always is, or the tests fail. */
export const pythonIsMissing: string | undefined =
  python === undefined && process.env['CI'] === undefined
    ? 'there is no Python with websockets here (Debian: python3-websockets)'
    : undefined

/** @throws Error when there is none. */
export function pythonHere(): string {
  if (python === undefined)
    throw new Error('no Python here has websockets: install python3-websockets, as .ci/run does on Debian')
  return python
}

/** Behind the titles of tests: what is left out says why. */
export const orWhyNot: string = pythonIsMissing === undefined ? '' : ` (not run: ${pythonIsMissing})`

function hasWebSockets(path: string): boolean {
  try {
    execFileSync(path, ['-c', 'import websockets'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
