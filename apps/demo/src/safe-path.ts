/** Paths that come from elsewhere: what may be read below a folder, and what may not. */

import { realpath } from 'node:fs/promises'
import { join, posix, relative, sep, win32 } from 'node:path'
import { RpcError } from '@wsrpc/core'

/** Names that are treated as if they were not there, whatever their case. */
const hidden: ReadonlySet<string> = new Set(['.git', 'node_modules'])

const longest = 1024

export function isHidden(name: string): boolean {
  return hidden.has(name.toLowerCase())
}

/**
 * The real place of a path below a folder, all symbolic links followed.
 *
 * @param root the folder; its own real path.
 * @param path relative, with `/` between the names; '' or '.' is the folder itself.
 * @throws RpcError INVALID_ARGUMENT for what is no path, PERMISSION_DENIED for one that leads outside, NOT_FOUND for
 * one that does not exist or is hidden. Its message has the path as it was asked for, and never a place on the disk.
 */
export async function resolveInside(root: string, path: unknown): Promise<string> {
  const names = namesOf(path)
  const asked = names.join('/')
  if (names.some(isHidden)) throw notFound(asked)
  let real: string
  try {
    real = await realpath(join(root, ...names))
  } catch (error) {
    throw describeFsError(error, asked)
  }
  const inside = relative(root, real)
  if (inside === '..' || inside.startsWith(`..${sep}`) || win32.isAbsolute(inside)) {
    throw new RpcError('PERMISSION_DENIED', `'${asked}' is a link that leads out of the folder`)
  }
  if (inside.split(sep).some(isHidden)) throw notFound(asked)
  return real
}

/** What went wrong in the file system, without a word about where on the disk. */
export function describeFsError(error: unknown, asked: string): RpcError {
  const code = String((error as NodeJS.ErrnoException).code)
  if (['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG'].includes(code)) return notFound(asked)
  if (['EACCES', 'EPERM'].includes(code)) {
    return new RpcError('PERMISSION_DENIED', `'${asked}' may not be read by this provider`)
  }
  return new RpcError('INTERNAL', `'${asked}' can't be read (${code})`)
}

/** The names on the way. @throws RpcError when it is no relative path, or goes up. */
function namesOf(path: unknown): string[] {
  if (typeof path !== 'string') throw invalid(`a path must be a string, not ${typeof path}`)
  if (path.length > longest) throw invalid(`a path may have ${longest} characters, not ${path.length}`)
  if (path.includes('\0')) throw invalid('a path may not have a NUL character')
  const names = path.split('/')
  // Before the backslash: '\\server\share' is an attempt to get out, too.
  if (names.includes('..') || path.split('\\').includes('..')) {
    throw new RpcError('PERMISSION_DENIED', `'${path}' goes up: no '..' in a path`)
  }
  if (posix.isAbsolute(path) || win32.isAbsolute(path) || /^[a-z]:/i.test(path)) {
    throw new RpcError('PERMISSION_DENIED', `'${path}' is absolute: paths begin in the folder that is served`)
  }
  if (path.includes('\\')) throw invalid(`'${path}' has a backslash: write / between the names`)
  return names.filter((name) => name !== '' && name !== '.')
}

function notFound(asked: string): RpcError {
  return new RpcError('NOT_FOUND', `there is no '${asked}'`)
}

function invalid(message: string): RpcError {
  return new RpcError('INVALID_ARGUMENT', message)
}
