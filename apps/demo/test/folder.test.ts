import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { type FileHandle, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, type MockInstance, test, vi } from 'vitest'
import { chunkBytes, Folder } from '../src/folder.ts'
import { type ServedFolder, serveFolder } from './served-folder.ts'

/** What was done with a file that was opened to be read. */
interface Opened {
  readonly read: MockInstance<FileHandle['read']>
  readonly close: MockInstance<FileHandle['close']>
}

const opened = vi.hoisted((): Opened[] => [])

vi.mock(import('node:fs/promises'), async (importOriginal) => {
  const fs = await importOriginal()
  const open: typeof fs.open = async (...params) => {
    const file = await fs.open(...params)
    opened.push({ read: vi.spyOn(file, 'read'), close: vi.spyOn(file, 'close') })
    return file
  }
  return { ...fs, open }
})

let served: ServedFolder
let root: string
let folder: Folder

beforeAll(async () => {
  served = await serveFolder()
  ;({ root } = served)
  folder = new Folder(root)
})
afterAll(() => served.remove())
afterEach(() => void opened.splice(0))

async function chunksOf(path: string): Promise<Uint8Array[]> {
  const chunks: Uint8Array[] = []
  for await (const chunk of folder.read(path)) chunks.push(chunk)
  return chunks
}

describe('a file is read', () => {
  test('whole, chunk by chunk', async () => {
    expect(await chunksOf('hello.txt')).toEqual([new TextEncoder().encode('hello')])
    expect(await chunksOf('empty')).toEqual([])
    const large = randomBytes(2 * chunkBytes + 1)
    await writeFile(join(root, 'docs', 'large'), large)
    const chunks = await chunksOf('docs/large')
    expect(chunks.map(({ length }) => length)).toEqual([chunkBytes, chunkBytes, 1])
    expect(Buffer.concat(chunks).equals(large)).toBe(true)
  })

  test('not before somebody asks, and not ahead', async () => {
    await writeFile(join(root, 'docs', 'large'), new Uint8Array(4 * chunkBytes))
    const chunks = folder.read('docs/large')
    expect(opened).toEqual([])
    await chunks.next()
    expect(opened[0]?.read).toHaveBeenCalledTimes(1)
    await chunks.next()
    expect(opened[0]?.read).toHaveBeenCalledTimes(2)
    expect(opened[0]?.close).not.toHaveBeenCalled()
    await chunks.return()
    expect(opened[0]?.close).toHaveBeenCalledTimes(1)
  })

  test('and closed when the end is reached', async () => {
    await chunksOf('hello.txt')
    expect(opened[0]?.close).toHaveBeenCalledTimes(1)
  })

  test('and closed when the reader breaks off', async () => {
    for await (const _chunk of folder.read('hello.txt')) break
    expect(opened[0]?.close).toHaveBeenCalledTimes(1)
  })

  test('and closed when the disk fails', async () => {
    await writeFile(join(root, 'docs', 'large'), new Uint8Array(4 * chunkBytes))
    const chunks = folder.read('docs/large')
    await chunks.next()
    const [file] = opened as [Opened]
    file.read.mockRejectedValueOnce(Object.assign(new Error(`EIO: ${root}`), { code: 'EIO' }))
    const message = "'docs/large' can't be read (EIO)"
    await expect(chunks.next()).rejects.toMatchObject({ code: 'INTERNAL', message })
    expect(file.close).toHaveBeenCalledTimes(1)
  })

  test('as it is found, when it shrinks meanwhile', async () => {
    await writeFile(join(root, 'docs', 'large'), new Uint8Array(4 * chunkBytes))
    let bytes = 0
    for await (const chunk of folder.read('docs/large')) {
      bytes += chunk.length
      await truncate(join(root, 'docs', 'large'), chunkBytes)
    }
    expect(bytes).toBe(chunkBytes)
  })

  test.each([
    ['../secret', 'PERMISSION_DENIED'],
    ['link-up', 'PERMISSION_DENIED'],
    ['.git/config', 'NOT_FOUND'],
    ['nowhere', 'NOT_FOUND'],
    ['hello.txt\0', 'INVALID_ARGUMENT'],
    ['docs', 'INVALID_ARGUMENT'],
  ])('but not %j: it fails before the first chunk', async (path, code) => {
    await expect(folder.read(path).next()).rejects.toMatchObject({ code })
    expect(opened).toEqual([])
  })
})

describe('a folder', () => {
  test('lists what is there, without what is hidden or leads outside', async () => {
    const names = (await folder.list('')).map(({ name, kind }) => (kind === 'folder' ? `${name}/` : name))
    expect(names.sort()).toEqual(['..odd', '.hidden', 'docs/', 'empty', 'hello.txt', 'inner-link/'].sort())
    expect(await folder.list('inner-link')).toEqual([{ name: 'ünï cödé.txt', kind: 'file' }])
    await expect(folder.list('hello.txt')).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
  })

  test('tells files from folders', async () => {
    expect(await folder.stat('hello.txt')).toMatchObject({
      kind: 'file',
      size: 5,
      modified: expect.any(Date) as Date,
    })
    expect(await folder.stat('docs')).toMatchObject({ kind: 'folder', size: 0 })
  })

  test('what is neither is not there, and never waited for', async () => {
    // A pipe that nobody writes to: reading it would take for ever.
    const pipe = join(root, 'docs', 'deep', 'pipe')
    execFileSync('mkfifo', [pipe])
    await expect(chunksOf('docs/deep/pipe')).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect((await folder.list('docs/deep')).map(({ name }) => name)).toEqual(['ünï cödé.txt'])
    await rm(pipe)
  })
})
