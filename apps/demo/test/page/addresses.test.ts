import { describe, expect, test } from 'vitest'
import { isLoopback, isLoopbackInUrl, linksOf, loopbackOf } from '../../src/page/addresses.ts'
import { tokenIn } from '../../page/state/token.ts'

const address = { netmask: '', mac: '', cidr: null }
const interfaces = {
  lo: [{ ...address, address: '127.0.0.1', family: 'IPv4' as const, internal: true }],
  wlan0: [
    { ...address, address: '192.168.1.5', family: 'IPv4' as const, internal: false },
    { ...address, address: 'fe80::1', family: 'IPv6' as const, internal: false, scopeid: 2 },
  ],
}

test.each([
  ['127.0.0.1', true],
  ['127.0.0.2', false],
  ['::1', true],
  ['localhost', true],
  ['0.0.0.0', false],
  ['::', false],
  ['192.168.1.5', false],
  ['127.0.0.1.example', false],
])('%s is of this machine only: %s', (host, is) => {
  expect(isLoopback(host)).toBe(is)
})

test.each(['localhost', '127.0.0.1', '::1', '127.0.0.2'])(
  'where only this machine reaches %s, its links are let in',
  (host) => {
    const [link = ''] = linksOf({ host, port: 80, token: undefined }, {})
    expect(isLoopbackInUrl(new URL(link).hostname)).toBe(isLoopback(host))
  },
)

test.each([
  ['0.0.0.0', '127.0.0.1'],
  ['::', '[::1]'],
  ['fe80::2', '[fe80::2]'],
  ['192.168.1.5', '192.168.1.5'],
])('the processes find %s at %s', (host, place) => {
  expect(loopbackOf(host)).toBe(place)
})

describe('links', () => {
  test('are those of the network where all may come, with the token where no server sees it', () => {
    const links = linksOf({ host: '0.0.0.0', port: 80, token: 'T' }, interfaces)
    expect(links).toEqual(['http://192.168.1.5:80/#token=T', 'http://127.0.0.1:80/#token=T'])
    for (const link of links) expect(new URL(link).search).toBe('')
    expect(tokenIn(new URL(links[0] as string).hash)).toBe('T')
  })

  test('have no token on loopback', () => {
    const [link = ''] = linksOf({ host: '127.0.0.1', port: 8080, token: undefined }, interfaces)
    expect(link).toBe('http://127.0.0.1:8080/')
    expect(tokenIn(new URL(link).hash)).toBeUndefined()
  })
})
