import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { resolveInside } from '../src/safe-path.ts'
import { type ServedFolder, serveFolder } from './served-folder.ts'

let served: ServedFolder
let outside: string
let root: string

beforeAll(async () => {
  served = await serveFolder()
  ;({ outside, root } = served)
})
afterAll(() => served.remove())

describe('a path leads to its place', () => {
  const inside: [path: string, place: string][] = [
    ['', ''],
    ['.', ''],
    ['./', ''],
    ['hello.txt', 'hello.txt'],
    ['./docs//deep/', 'docs/deep'],
    ['.hidden', '.hidden'],
    ['..odd', '..odd'],
    ['inner-link/ünï cödé.txt', 'docs/deep/ünï cödé.txt'],
  ]
  test.each(inside)('%j', async (path, place) => {
    expect(await resolveInside(root, path)).toBe(join(root, place))
  })
})

describe('a path that is refused', () => {
  const refused: [path: unknown, code: string][] = [
    ['..', 'PERMISSION_DENIED'],
    ['../secret', 'PERMISSION_DENIED'],
    ['docs/../../secret', 'PERMISSION_DENIED'],
    ['docs/../hello.txt', 'PERMISSION_DENIED'],
    ['docs/deep/..', 'PERMISSION_DENIED'],
    ['..\\secret', 'PERMISSION_DENIED'],
    ['docs\\..\\..\\secret', 'PERMISSION_DENIED'],
    ['/etc/passwd', 'PERMISSION_DENIED'],
    ['//etc/passwd', 'PERMISSION_DENIED'],
    ['C:\\secret', 'PERMISSION_DENIED'],
    ['c:secret', 'PERMISSION_DENIED'],
    ['\\\\server\\share', 'PERMISSION_DENIED'],
    ['link-up', 'PERMISSION_DENIED'],
    ['link-absolute', 'PERMISSION_DENIED'],
    ['link-folder-up', 'PERMISSION_DENIED'],
    ['link-folder-up/secret', 'PERMISSION_DENIED'],
    ['link-beside/secret', 'PERMISSION_DENIED'],
    ['link-to-link', 'PERMISSION_DENIED'],
    ['.git', 'NOT_FOUND'],
    ['.git/config', 'NOT_FOUND'],
    ['.GIT/config', 'NOT_FOUND'],
    ['docs/node_modules/index.js', 'NOT_FOUND'],
    ['link-to-hidden/config', 'NOT_FOUND'],
    ['link-to-nothing', 'NOT_FOUND'],
    ['link-loop', 'NOT_FOUND'],
    ['nowhere/at/all', 'NOT_FOUND'],
    ['hello.txt/more', 'NOT_FOUND'],
    ['%2e%2e/secret', 'NOT_FOUND'],
    ['x'.repeat(1000), 'NOT_FOUND'],
    ['hello.txt\0', 'INVALID_ARGUMENT'],
    ['docs\\deep', 'INVALID_ARGUMENT'],
    ['x'.repeat(1025), 'INVALID_ARGUMENT'],
    [undefined, 'INVALID_ARGUMENT'],
    [['hello.txt'], 'INVALID_ARGUMENT'],
    [{ toString: () => 'hello.txt' }, 'INVALID_ARGUMENT'],
  ]
  test.each(refused)('%j', async (path, code) => {
    const error = await resolveInside(root, path).then(
      (place) => place,
      (reason: unknown) => reason,
    )
    expect(error).toMatchObject({ code })
    expect(String(error)).not.toContain(outside)
  })
})
