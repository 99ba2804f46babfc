import { describe, expect, test } from 'vitest'
import { isLoopback, type OriginFacts, type Origins, refuseOrigin } from '../../src/accept/origin.ts'

interface Case extends Partial<OriginFacts> {
  readonly origins?: Origins
  readonly hosts?: readonly string[]
}

/** A plain pool that the world can reach. */
function judge({ origins, hosts, ...facts }: Case): string | undefined {
  const open = { origin: undefined, host: 'pool.example', localAddress: '192.0.2.1', secure: false }
  return refuseOrigin({ ...open, ...facts }, origins, hosts)
}

const passing: readonly (readonly [string, Case])[] = [
  ['no Origin: not a browser', {}],
  [
    'no Origin, whatever the host',
    { host: 'evil.example', localAddress: '127.0.0.1', hosts: ['pool.example'] },
  ],
  ['the same host', { origin: 'http://pool.example' }],
  ['the same host and port', { origin: 'http://pool.example:8080', host: 'pool.example:8080' }],
  ['the default port, written by one', { origin: 'http://pool.example', host: 'pool.example:80' }],
  ['another case of letters', { origin: 'http://pool.example', host: 'Pool.EXAMPLE' }],
  ['https behind a TLS proxy', { origin: 'https://pool.example' }],
  [
    'https behind a TLS proxy that tells the port',
    { origin: 'https://pool.example', host: 'pool.example:443' },
  ],
  ['https with TLS here', { origin: 'https://pool.example', secure: true }],
  [
    'https on a port of its own',
    { origin: 'https://pool.example:8443', host: 'pool.example:8443', secure: true },
  ],
  ['IPv6', { origin: 'http://[2001:db8::1]:8080', host: '[2001:db8::1]:8080' }],
  ['IPv6, written in another way', { origin: 'http://[2001:db8::1]', host: '[2001:0db8:0:0:0:0:0:1]' }],
  [
    'localhost on loopback',
    { origin: 'http://localhost:3000', host: 'localhost:3000', localAddress: '127.0.0.1' },
  ],
  [
    '127.0.0.1 on loopback',
    { origin: 'http://127.0.0.1', host: '127.0.0.1', localAddress: '::ffff:127.0.0.1' },
  ],
  ['[::1] on loopback', { origin: 'http://[::1]:80', host: '[::1]', localAddress: '::1' }],
  ['a listed extension', { origin: 'chrome-extension://abcd', origins: ['chrome-extension://abcd'] }],
  ['a host that is written in capitals', { origin: 'https://pool.example', hosts: ['Pool.Example'] }],
  ['a listed origin', { origin: 'https://app.example', origins: ['https://app.example'] }],
  [
    'a listed origin, on loopback',
    {
      origin: 'https://app.example',
      origins: ['https://app.example'],
      host: 'localhost',
      localAddress: '127.0.0.1',
    },
  ],
  [
    'the same host, though others are listed',
    { origin: 'http://pool.example', origins: ['https://app.example'] },
  ],
  [
    'what a function takes',
    { origin: 'https://app.example', origins: (origin) => origin.endsWith('app.example') },
  ],
  ['a name in hosts', { origin: 'http://pool.example', hosts: ['pool.example'] }],
  [
    'a name in hosts, on loopback behind a proxy',
    { origin: 'https://pool.example', hosts: ['pool.example'], localAddress: '127.0.0.1' },
  ],
  [
    'a name in hosts, whatever the port',
    { origin: 'http://pool.example:81', host: 'pool.example:81', hosts: ['pool.example'] },
  ],
  [
    'a name with its port in hosts',
    { origin: 'http://pool.example:81', host: 'pool.example:81', hosts: ['pool.example:81'] },
  ],
  [
    'an IPv6 address in hosts',
    { origin: 'http://[2001:db8::1]', host: '[2001:db8::1]', hosts: ['[2001:db8::1]'] },
  ],
]

const refused: readonly (readonly [string, Case, RegExp])[] = [
  ['null', { origin: 'null' }, /^Origin "null" is refused/],
  ['null, though it is listed', { origin: 'null', origins: ['null'] }, /^Origin "null"/],
  ['null, though a function takes all', { origin: 'null', origins: () => true }, /^Origin "null"/],
  [
    'a foreign page',
    { origin: 'https://evil.example' },
    /^Origin "https:\/\/evil\.example".*pool\.example.*origins/,
  ],
  ['another port', { origin: 'http://pool.example:8080' }, /8080".*option origins/],
  ['a plain page, with TLS here', { origin: 'http://pool.example', secure: true }, /^Origin "http:/],
  ['another port with TLS', { origin: 'https://pool.example:8443', secure: true }, /8443"/],
  ['a name that begins or ends alike', { origin: 'http://pool.example.evil.example' }, /option origins/],
  ['a name in front', { origin: 'http://notpool.example' }, /option origins/],
  ['a name before an @', { origin: 'http://pool.example@evil.example' }, /option origins/],
  ['another scheme', { origin: 'ftp://pool.example' }, /^Origin "ftp/],
  ['an extension of the browser', { origin: 'chrome-extension://pool.example' }, /^Origin "chrome-extension/],
  ['what is no URL', { origin: 'pool.example' }, /^Origin "pool\.example"/],
  ['nothing', { origin: '' }, /^Origin ""/],
  [
    'another scheme of a listed one',
    { origin: 'http://app.example', origins: ['https://app.example'] },
    /origins/,
  ],
  [
    'another port of a listed one',
    { origin: 'https://app.example:1', origins: ['https://app.example'] },
    /origins/,
  ],
  [
    'what a function does not take',
    { origin: 'http://pool.example', origins: () => false },
    /origins function/,
  ],
  [
    'a promise: an async function would take all',
    { origin: 'http://evil.example', origins: (async () => false) as never },
    /origins function/,
  ],
  [
    'a name that points to loopback',
    { origin: 'http://evil.example', host: 'evil.example', localAddress: '127.0.0.1' },
    /^Host "evil\.example".*option hosts/,
  ],
  [
    'the same, with a port',
    { origin: 'http://evil.example:8080', host: 'evil.example:8080', localAddress: '::1' },
    /^Host "evil\.example:8080"/,
  ],
  [
    'the same, in IPv6 clothes',
    { origin: 'http://evil.example', host: 'evil.example', localAddress: '::ffff:127.0.0.1' },
    /^Host/,
  ],
  [
    'a name that begins as localhost',
    { origin: 'http://localhost.evil.example', host: 'localhost.evil.example', localAddress: '127.0.0.1' },
    /^Host/,
  ],
  [
    'a foreign page on loopback',
    { origin: 'http://evil.example', host: 'localhost', localAddress: '127.0.0.1' },
    /^Origin "http:\/\/evil/,
  ],
  [
    'another port of localhost',
    { origin: 'http://localhost:3000', host: 'localhost:8080', localAddress: '127.0.0.1' },
    /^Origin "http:\/\/localhost:3000".*localhost:8080/,
  ],
  [
    'a host that hosts does not name',
    { origin: 'http://evil.example', host: 'evil.example', hosts: ['pool.example'] },
    /^Host "evil/,
  ],
  [
    'localhost, once hosts names others',
    { origin: 'http://localhost', host: 'localhost', localAddress: '127.0.0.1', hosts: ['pool.example'] },
    /^Host "localhost"/,
  ],
  ['no Host', { origin: 'http://pool.example', host: undefined }, /^Host ""/],
  ['a Host that is none', { origin: 'http://pool.example', host: 'pool example' }, /^Host "pool example"/],
]

describe('who passes', () => {
  test.each(passing)('%s', (_why, facts) => {
    expect(judge(facts)).toBeUndefined()
  })
})

describe('who is refused, and told what was seen and which option it is', () => {
  test.each(refused)('%s', (_why, facts, message) => {
    expect(judge(facts)).toMatch(message)
  })
})

test('what a stranger sends is quoted and cut before it goes into a message', () => {
  const message = judge({ origin: `http://evil.example/"\r\nX: ${'x'.repeat(10_000)}` })
  expect(message?.length).toBeLessThan(400)
  expect(message).not.toMatch(/[\r\n]/)
})

test.each([
  ['127.0.0.1', true],
  ['127.8.8.8', true],
  ['::1', true],
  ['::ffff:127.0.0.1', true],
  ['0.0.0.0', false],
  ['::', false],
  ['192.0.2.1', false],
  ['1.127.0.0', false],
  [undefined, false],
])('%s is of this machine only: %s', (address, expected) => {
  expect(isLoopback(address)).toBe(expected)
})
