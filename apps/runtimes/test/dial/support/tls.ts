import type { BindOptions } from '@wsrpc/pool-node'
import type { TlsOptions } from '@wsrpc/provider'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Facts } from '../../../src/dial/differences.ts'
import type { Report } from '../../../src/dial/job.ts'
import type { Certificates, DialRoom } from '../../../src/dial/dial-room.ts'
import { type Authority, makeAuthority } from '@wsrpc/contract-tests/certificates'
import { once, openPool } from './pools.ts'
import { RawServer, silent } from './raw-server.ts'
import { fine, visit } from './visit.ts'

export function tlsTests(
  room: Pick<DialRoom, 'run'>,
  { untrusted, certificateWanted, refusedOverTls, tlsRefused }: Facts,
): void {
  describe('TLS', () => {
    let authority: Authority
    beforeAll(async () => {
      authority = await makeAuthority()
    })

    const isFollowed = (option: string): boolean =>
      !tlsRefused.includes('tls') && !tlsRefused.includes(`tls.${option}`)

    /** Of a dial of a pool that must not let it in. */
    async function refused(
      certificates: Certificates | undefined,
      { wants = false, bind = {} as BindOptions } = {},
    ): Promise<Report> {
      const server = await authority.server()
      const tls = wants ? { ...server, ca: authority.ca, requestCert: true } : server
      await using its = await openPool(bind, tls)
      const report = await room.run({ url: its.url, options: once }, certificates)
      expect(its.pool.connections.size).toBe(0)
      expect(report).toMatchObject({ joined: false, errors: [{}] })
      return report
    }

    test('joins a pool of a CA of its own', async () => {
      await using its = await openPool({}, await authority.server())
      expect((await visit(its, room, { certificates: { ca: authority.ca } })).report).toMatchObject(fine)
    })

    test('does not trust that pool otherwise, and says what to do', async () => {
      for (const certificates of [undefined, { ca: (await makeAuthority('another')).ca }]) {
        const [error] = (await refused(certificates)).errors
        expect(error).toMatchObject({
          code: untrusted.code,
          message: expect.stringMatching(untrusted.message),
        })
      }
    })

    test('shows its certificate to a pool that wants one, and is known by it', async () => {
      const wants = { ...(await authority.server()), ca: authority.ca, requestCert: true }
      await using its = await openPool({}, wants)
      const own = await authority.client('agent-7')
      const { connection, report } = await visit(its, room, { certificates: { ca: authority.ca, ...own } })
      expect(report).toMatchObject(fine)
      expect(connection?.identity).toMatchObject({
        id: expect.stringMatching(/^certificate:/),
        commonName: 'agent-7',
      })
    })

    test('is not let in there without one, and says what to do', async () => {
      const [error] = (await refused({ ca: authority.ca }, { wants: true })).errors
      expect(error).toMatchObject({
        code: certificateWanted.code,
        message: expect.stringMatching(certificateWanted.message),
      })
    })

    test('says as much as it can when the pool does not let it in', async () => {
      const report = await refused({ ca: authority.ca }, { bind: { admit: () => false } })
      expect(report.errors[0]).toMatchObject({
        code: refusedOverTls.code,
        message: expect.stringMatching(refusedOverTls.message),
      })
    })

    test.each(['servername', 'rejectUnauthorized'].filter(isFollowed))('follows %s', async (option) => {
      const { tls, comes } = followed(authority)[option] as Followed
      await using its = await openPool({}, await authority.server())
      expect((await visit(its, room, { options: { tls } })).report.joined).toBe(comes)
    })

    test("names an option that it can't follow, and dials nothing", async () => {
      let dialled = 0
      await using server = await RawServer.listen(
        (...upgrade) => {
          dialled++
          silent(...upgrade)
        },
        await authority.server(),
      )
      for (const option of tlsRefused) {
        const tls = { [option.split('.')[1] ?? 'ca']: 'x' }
        const { threw } = await room.run({ url: server.url, options: { ...once, tls } })
        const message = expect.stringContaining(`${option} can't be used in this runtime: `)
        expect(threw).toEqual({ name: 'TypeError', message })
      }
      expect(dialled).toBe(0)
    })
  })
}

interface Followed {
  readonly tls: TlsOptions
  /** Whether a provider with these options comes in, at a pool that has a certificate of the authority. */
  readonly comes: boolean
}

/** What would end otherwise if the option were read over. */
const followed = ({ ca }: Authority): Readonly<Record<string, Followed>> => ({
  servername: { tls: { ca, servername: 'elsewhere.example' }, comes: false },
  rejectUnauthorized: { tls: { rejectUnauthorized: false }, comes: true },
})
