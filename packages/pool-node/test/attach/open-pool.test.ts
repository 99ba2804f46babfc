import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Pool } from '../../src/index.ts'
import { expectNothingLeft } from '../support/leftovers.ts'
import { loopback } from '../support/pools.ts'

const everywhere = { host: '0.0.0.0', port: 0 } as const
/** A pipe on Windows, a socket in a folder elsewhere: nobody comes there from another machine. */
const local =
  process.platform === 'win32' ? `\\\\.\\pipe\\wsrpc-${process.pid}` : join(tmpdir(), `wsrpc-${process.pid}`)

async function listening(server: Server, where: object): Promise<void> {
  server.listen(where)
  await once(server, 'listening')
}

describe('the warning that anybody may join', () => {
  expectNothingLeft()

  let codes: (string | undefined)[] = []
  const note = (warning: Error & { code?: string }): void => void codes.push(warning.code)
  beforeEach(() => {
    codes = []
    process.on('warning', note)
  })
  afterEach(() => void process.off('warning', note))

  const open = (): Pool => new Pool().bind('/pool')
  const guarded = (): Pool => new Pool({ authenticate: () => 'me' }).bind('/pool')
  const plain = (): Server => createServer()
  const asking = { requestCert: true }
  const cases: readonly (readonly [
    what: string,
    make: () => Pool,
    server: () => Server,
    where: object,
    warns: boolean,
  ])[] = [
    ['is given off loopback', open, plain, everywhere, true],
    ['is not given on loopback', open, plain, loopback, false],
    ['is not given on a path of this machine', open, plain, { path: local }, false],
    ['is not given when the pool asks who it is', guarded, plain, everywhere, false],
    ['is given with TLS', open, () => createTlsServer({}), everywhere, true],
    ['is not given with client certificates', open, () => createTlsServer(asking), everywhere, false],
    [
      'is given when certificates are not judged',
      open,
      () => createTlsServer({ ...asking, rejectUnauthorized: false }),
      everywhere,
      true,
    ],
  ]

  describe.each(['before', 'after'])('of a pool that was attached %s the server listens', (order) => {
    it.each(cases)('%s', async (_what, make, makeServer, where, warns) => {
      const server = makeServer()
      await using pool = make()
      if (order === 'before') pool.attach(server)
      await listening(server, where)
      if (order === 'after') pool.attach(server)
      await new Promise((resolve) => setImmediate(resolve))
      server.close()
      expect(codes).toEqual(warns ? ['WSRPC_OPEN_POOL'] : [])
    })
  })

  it('is given when an open path comes later', async () => {
    const server = createServer()
    await listening(server, everywhere)
    await using pool = new Pool()
    pool.bind('/guarded', { admit: () => true, services: ['A'] }).attach(server)
    await new Promise((resolve) => setImmediate(resolve))
    expect(codes).toEqual([])
    pool.bind('/pool')
    await new Promise((resolve) => setImmediate(resolve))
    expect(codes).toEqual(['WSRPC_OPEN_POOL'])
    pool.bind('/more', 'More')
    await new Promise((resolve) => setImmediate(resolve))
    expect(codes).toEqual(['WSRPC_OPEN_POOL'])
    server.close()
  })

  it('is not given for a port of its own with client certificates', async () => {
    await using pool = open()
    await pool.listen({ ...everywhere, tls: asking })
    await new Promise((resolve) => setImmediate(resolve))
    expect(codes).toEqual([])
  })

  it('is not given by a pool that has left', async () => {
    const server = createServer()
    const pool = open().attach(server)
    await pool.close()
    await listening(server, everywhere)
    await new Promise((resolve) => setImmediate(resolve))
    expect(codes).toEqual([])
    server.close()
  })
})
