import { Provider } from '@wsrpc/provider'
import { describe, expect, it } from 'vitest'
import { Pool } from '../../src/index.ts'
import { expectNothingLeft } from '../support/leftovers.ts'
import { loopback } from '../support/pools.ts'

class Backend {
  get(id: string): string {
    return `value of ${id}`
  }
}

describe('the basic example', () => {
  expectNothingLeft()

  it('calls a method of a provider that dialled in', async () => {
    await using pool = new Pool()
    pool.bind('/pool')
    const { url } = await pool.listen(loopback)

    await using provider = new Provider()
    provider.register('Backend', new Backend())
    provider.connect(`${url}/pool`)

    expect(await pool.call('Backend.get', ['object_id-1'])).toBe('value of object_id-1')
    expect(await pool.service<Backend>('Backend').get('object_id-2')).toBe('value of object_id-2')
  })

  it('keeps a call until its provider comes', async () => {
    await using pool = new Pool()
    pool.bind('/pool')
    const { url } = await pool.listen(loopback)
    const early = pool.call('Backend.get', ['object_id-1'])

    await using provider = new Provider()
    provider.register('Backend', new Backend()).connect(`${url}/pool`)

    expect(await early).toBe('value of object_id-1')
  })

  it('carries what a method throws to the caller: its text, code and data', async () => {
    await using pool = new Pool()
    pool.bind('/pool')
    const { url } = await pool.listen(loopback)
    await using provider = new Provider()
    provider.register('Backend', {
      get(id: string): never {
        throw new TypeError(`no object ${id}`)
      },
    })
    provider.connect(`${url}/pool`)

    await expect(pool.call('Backend.get', ['x'])).rejects.toMatchObject({
      code: 'UNKNOWN',
      message: 'no object x',
      execution: 'finished',
      cause: { name: 'TypeError' },
    })
  })
})
