import { expect, test } from 'vitest'
import { isLocal } from '../../src/browser/local.ts'
import type { UrlSource } from '../../src/index.ts'

test.each<[UrlSource, boolean]>([
  ['ws://localhost:8080/tiles', true],
  ['wss://demo.localhost/tiles', true],
  [new URL('ws://127.0.0.1/'), true],
  ['ws://127.8.9.1/', true],
  ['ws://[::1]:8080/', true],
  ['wss://pool.example.com/', false],
  ['wss://notlocalhost/', false],
  ['wss://localhost.example.com/', false],
  ['wss://127.example.com/', false],
  ['ws://192.168.0.7/', false],
  [() => 'ws://localhost/', false],
])('a pool at %s is on this machine: %s', (url, local) => {
  expect(isLocal(url)).toBe(local)
})
