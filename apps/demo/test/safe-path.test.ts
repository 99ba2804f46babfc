import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Folder, maxFileBytes } from '../src/folder.ts'
import { resolveInside } from '../src/safe-path.ts'

let outside: string
let root: string
let folder: Folder

beforeAll(async () => {
  outside = await realpath(await mkdtemp(join(tmpdir(), 'wsrpc-demo-')))
  root = join(outside, 'served')
  await mkdir(join(root, 'docs', 'deep'), { recursive: true })
  await mkdir(join(root, '.git'))
  await mkdir(join(root, 'docs', 'node_modules'))
  await mkdir(join(outside, 'served-not'))
  await writeFile(join(outside, 'secret'), 'secret')
  await writeFile(join(outside, 'served-not', 'secret'), 'secret')
  await writeFile(join(root, 'hello.txt'), 'hello')
  await writeFile(join(root, '.hidden'), 'a dot file is a file')
  await writeFile(join(root, '..odd'), 'two dots and a name')
  await writeFile(join(root, 'docs', 'deep', 'ünï cödé.txt'), 'deep')
  await writeFile(join(root, '.git', 'config'), 'private')
  await writeFile(join(root, 'docs', 'node_modules', 'index.js'), 'private')
  await writeFile(join(root, 'largest'), new Uint8Array(maxFileBytes))
  await writeFile(join(root, 'too-large'), new Uint8Array(maxFileBytes + 1))
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
  folder = new Folder(root)
})

afterAll(() => rm(outside, { recursive: true }))

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

describe('the service', () => {
  test('lists what is there, without what is hidden or leads outside', async () => {
    const names = (await folder.list('')).map(({ name, kind }) => (kind === 'folder' ? `${name}/` : name))
    expect(names.sort()).toEqual(
      ['..odd', '.hidden', 'docs/', 'hello.txt', 'inner-link/', 'largest', 'too-large'].sort(),
    )
    expect(await folder.list('docs')).toEqual([{ name: 'deep', kind: 'folder' }])
  })

  test('reads bytes, up to the limit', async () => {
    expect(await folder.read('hello.txt')).toEqual(new TextEncoder().encode('hello'))
    expect(await folder.read('largest')).toHaveLength(maxFileBytes)
    await expect(folder.read('too-large')).rejects.toMatchObject({
      code: 'RESOURCE_EXHAUSTED',
      message: `'too-large' has ${maxFileBytes + 1} bytes; files of up to ${maxFileBytes} are handed out`,
    })
  })

  test('tells files from folders', async () => {
    expect(await folder.stat('hello.txt')).toMatchObject({
      kind: 'file',
      size: 5,
      modified: expect.any(Date) as Date,
    })
    expect(await folder.stat('docs')).toMatchObject({ kind: 'folder', size: 0 })
    await expect(folder.read('docs')).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
    await expect(folder.list('hello.txt')).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
  })

  test('what is neither is not there, and never waited for', async () => {
    // A pipe that nobody writes to: reading it would take for ever.
    execFileSync('mkfifo', [join(root, 'docs', 'pipe')])
    await expect(folder.read('docs/pipe')).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(await folder.list('docs')).toEqual([{ name: 'deep', kind: 'folder' }])
  })
})
