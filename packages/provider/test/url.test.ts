import { describe, expect, test } from 'vitest'
import { followRedirect, parseUrl, showUrl } from '../src/url.ts'

describe('a URL', () => {
  test.each([
    ['ws://h/p', 'ws://h/p'],
    ['wss://h/p?x=1', 'wss://h/p?x=1'],
    ['http://h:81/p', 'ws://h:81/p'],
    ['https://h/p', 'wss://h/p'],
  ])('%s is dialled as %s', (given, dialled) => {
    expect(parseUrl(given).href).toBe(dialled)
    expect(parseUrl(new URL(given)).href).toBe(dialled)
  })

  test("is copied: the caller's stays as it was", () => {
    const mine = new URL('https://h/p')
    parseUrl(mine)
    expect(mine.href).toBe('https://h/p')
  })

  test('is shown without its query', () => {
    expect(showUrl(new URL('wss://h/p?token=secret'))).toBe('wss://h/p')
  })
})

describe("a pool's redirect", () => {
  const here = new URL('wss://pool.example.com/a')
  const none = new Set<string>()
  const eu = new Set(['wss://eu.example.com', 'ws://plain.example.com'])

  test.each([
    ['/b', none, 'wss://pool.example.com/b'],
    ['wss://pool.example.com/b', none, 'wss://pool.example.com/b'],
    ['https://pool.example.com/b', none, 'wss://pool.example.com/b'],
    ['wss://eu.example.com/b', eu, 'wss://eu.example.com/b'],
  ])('to %s is followed', (to, allowed, dialled) => {
    expect(followRedirect(to, here, allowed).href).toBe(dialled)
  })

  test.each([
    ['wss://eu.example.com/b', none, /list it in the option `redirects`/],
    ['//evil.example.com/b', eu, /another origin/],
    ['wss://pool.example.com:444/b', eu, /another origin/],
    ['ws://pool.example.com/b', none, /without encryption/],
    ['ws://plain.example.com/b', eu, /without encryption/],
    ['wss://me:secret@pool.example.com/b', none, /user name/],
    ['javascript:alert(1)', none, /must begin with ws/],
  ])('to %s is not', (to, allowed, message) => {
    expect(() => followRedirect(to, here, allowed)).toThrow(message)
  })
})
