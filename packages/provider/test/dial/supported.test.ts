import { describe, expect, test } from 'vitest'
import type { TlsOptions, Unsupported } from '../../src/dial/dial.ts'
import * as bun from '../../src/dial/bun.ts'
import * as deno from '../../src/dial/deno.ts'
import * as node from '../../src/dial/node.ts'
import { checkSupported } from '../../src/dial/supported.ts'
import * as web from '../../src/dial/web.ts'
import * as workerd from '../../src/dial/workerd.ts'

/** Every option that is a matter of the runtime: the compiler knows when one is missing. */
const tls: Required<TlsOptions> = {
  ca: 'x',
  cert: 'x',
  key: 'x',
  pfx: 'x',
  passphrase: 'x',
  servername: 'x',
  rejectUnauthorized: false,
  ciphers: 'x',
  minVersion: 'x',
  maxVersion: 'x',
}

const sign = /^TypeError: (\S+) can't be used in this runtime: .{10}/

/** What is refused of all options, each given alone. */
function refused(unsupported: Unsupported): string[] {
  const options = Object.keys(tls).map((name) => ({ tls: { [name]: tls[name as keyof TlsOptions] } }))
  return [{ headers: { a: 'b' } }, ...options].flatMap((option) => {
    try {
      checkSupported(option, unsupported)
      return []
    } catch (error) {
      return [sign.exec(String(error))?.[1] ?? String(error)]
    }
  })
}

const all = Object.keys(tls).map(() => 'tls')

describe('options that a runtime can not follow', () => {
  test.each([
    ['Node', node, []],
    ['Bun', bun, ['tls.pfx', 'tls.minVersion', 'tls.maxVersion']],
    [
      'Deno',
      deno,
      'pfx passphrase servername rejectUnauthorized ciphers minVersion maxVersion'
        .split(' ')
        .map((name) => `tls.${name}`),
    ],
    ['workerd', workerd, all],
    ['a page', web, ['headers', ...all]],
  ])('%s refuses by name', (_runtime, { unsupported }, names) => {
    expect(refused(unsupported)).toEqual(names)
  })

  test('undefined, written out, is as good as nothing', () => {
    const nothing = { tls: undefined, headers: undefined }
    expect(() => checkSupported(nothing, web.unsupported)).not.toThrow()
    expect(() => checkSupported({ tls: { pfx: undefined } as never }, deno.unsupported)).not.toThrow()
  })
})
