import { Provider } from '@wsrpc/provider'
import { describe, expect, it } from 'vitest'
import { Pool } from '../../src/index.ts'
import { expectNothingLeft } from '../support/leftovers.ts'
import { loopback } from '../support/pools.ts'

describe('different URLs for different providers', () => {
  expectNothingLeft()

  it('sends each service to the providers of its path', async () => {
    await using pool = new Pool()
    pool.bind('/') // the default path
    pool.bind('/db', 'Database')
    pool.bind('/files', 'Filesystem')
    const { url } = await pool.listen(loopback)

    const where = (path: string): object => ({ select: () => path, open: () => path })
    await using atDb = new Provider()
    atDb.register('Database', where('db')).connect(`${url}/db`)
    await using atFiles = new Provider()
    atFiles.register('Filesystem', where('files')).connect(`${url}/files`)
    await using atDefault = new Provider()
    atDefault.register('Other', where('default')).connect(`${url}/`)

    expect(await pool.call('Database.select', ['object_id-1'])).toBe('db')
    expect(await pool.call('Filesystem.open', ['file_id-1'])).toBe('files')
    expect(await pool.call('Other.open', ['file_id-1'])).toBe('default')
  })

  it('takes from a provider only what its path is bound to, and tells what it ignores', async () => {
    await using pool = new Pool()
    pool.bind('/')
    pool.bind('/db', 'Database')
    const { url } = await pool.listen(loopback)
    await using impostor = new Provider()
    impostor.register('Database', { select: () => 'not from here' })
    impostor.register('Other', { open: () => 'fine' })
    impostor.connect(`${url}/`)

    expect(await pool.call('Other.open')).toBe('fine')
    const [connection] = [...pool.connections.values()]
    expect(connection?.ignored).toEqual(['Database'])
    await expect(pool.call('Database.select', [], { timeout: 20 })).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      execution: 'not-started',
    })
  })

  it('one provider may stand on several paths', async () => {
    await using pool = new Pool()
    pool.bind('/db', 'Database')
    pool.bind('/files', 'Filesystem')
    const { url } = await pool.listen(loopback)
    await using provider = new Provider()
    provider.register('Database', { select: () => 'row' }).register('Filesystem', { open: () => 'file' })
    provider.connect(`${url}/db`)
    provider.connect(`${url}/files`)

    expect(await Promise.all([pool.call('Database.select'), pool.call('Filesystem.open')])).toEqual([
      'row',
      'file',
    ])
  })

  it('says at once when nothing is bound to a service', async () => {
    await using pool = new Pool()
    pool.bind('/db', 'Database')
    await expect(pool.call('Nobody.open')).rejects.toMatchObject({
      code: 'NOT_FOUND',
      execution: 'not-started',
      message: expect.stringContaining('no default path is bound'),
    })
  })
})
