import { expect, test } from 'vitest'
import { folderOf, joined, shownAs, trailOf, urlOf } from '../../page/files/paths.ts'
import { contentType } from '../../src/page/http/content-type.ts'

test.each([
  ['docs/a.PNG', 'image/png', 'picture'],
  ['a.svg', 'image/svg+xml', 'picture'],
  ['README.md', 'text/plain; charset=utf-8', 'text'],
  ['LICENSE', 'text/plain; charset=utf-8', 'text'],
  ['.gitignore', 'text/plain; charset=utf-8', 'text'],
  ['folder.d/page.html', 'text/plain; charset=utf-8', 'text'],
  ['evil.xhtml', 'application/octet-stream', 'bytes'],
  ['long.bin', 'application/octet-stream', 'bytes'],
])('%s is %s, shown as %s', (path, type, shown) => {
  expect(contentType(path)).toBe(type)
  expect(shownAs(path, type)).toBe(shown)
})

test('no name is served as a page: it could give commands', () => {
  for (const end of 'htm html shtml xhtml xht xml mht svgz'.split(' ')) {
    expect(contentType(`x.${end}`)).toMatch(/^(?:text\/plain|application\/octet-stream)/)
  }
})

test('paths are taken apart, and put together', () => {
  expect(urlOf('files', 'a b/ü?.txt')).toBe('/files/a%20b/%C3%BC%3F.txt')
  expect([joined('', 'a'), joined('a', 'b')]).toEqual(['a', 'a/b'])
  expect([folderOf('a/b/c'), folderOf('a')]).toEqual(['a/b', ''])
  expect(trailOf('a/b')).toEqual([
    { name: 'a', path: 'a' },
    { name: 'b', path: 'a/b' },
  ])
  expect(trailOf('')).toEqual([])
})
