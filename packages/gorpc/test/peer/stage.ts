import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Dialect } from '@wsrpc/core'
import { Pool } from '@wsrpc/pool-node'
import type { Connection } from '@wsrpc/provider'
import { type Authority, type KeyPair, makeAuthority } from '@wsrpc/contract-tests/certificates'
import { goGob, type GoGobOptions, goJson } from '../../src/index.ts'
import { type GoCodec, GoPeer, type GoRole } from './go-peer.ts'

/** On this machine only, on any free port. */
export const loopback = { host: '127.0.0.1', port: 0 } as const

export type Security = 'ws' | 'wss'

/** Every codec, plain and with certificates of both sides. */
export const wires: readonly (readonly [GoCodec, Security])[] = [
  ['json', 'ws'],
  ['json', 'wss'],
  ['gob', 'ws'],
  ['gob', 'wss'],
]

export function dialectFor(codec: GoCodec, options: GoGobOptions = {}): Dialect {
  const { types, ...common } = options
  return codec === 'json' ? goJson(common) : goGob(types === undefined ? common : { ...common, types })
}

/** What a test opens, to be closed in the end, the last first. */
export class Stage implements AsyncDisposable {
  readonly codec: GoCodec
  readonly #security: Security
  readonly #open: (() => unknown)[] = []
  #authority: Promise<Authority> | undefined

  constructor(codec: GoCodec, security: Security = 'ws') {
    this.codec = codec
    this.#security = security
  }

  /** Closes it in the end. */
  add<T extends AsyncDisposable>(resource: T): T {
    this.#open.push(() => resource[Symbol.asyncDispose]())
    return resource
  }

  pool(options: ConstructorParameters<typeof Pool>[0] = {}): Pool {
    return this.add(new Pool(options))
  }

  /** @returns its address, with a slash behind. */
  async listen(pool: Pool): Promise<string> {
    const tls = await this.#tls((authority) => authority.server())
    const { url } = await pool.listen({ ...loopback, ...(tls && { tls: { ...tls, requestCert: true } }) })
    return `${url}/`
  }

  /** What `connect` takes: with a certificate if there are any. */
  async connecting(
    options: GoGobOptions = {},
  ): Promise<{ dialect: Dialect; tls?: KeyPair & { ca: string } }> {
    const tls = await this.#tls((authority) => authority.client('node'))
    return { dialect: dialectFor(this.codec, options), ...(tls && { tls }) }
  }

  /** Starts Go's side. */
  async go(role: GoRole, ...args: readonly string[]): Promise<GoPeer> {
    const tls = await this.#tls((authority) =>
      role === 'pool' || role === 'callee' ? authority.server() : authority.client('go'),
    )
    return this.add(await GoPeer.start(role, this.codec, ...args, ...(tls ? this.#files(tls) : [])))
  }

  async #tls(
    issue: (authority: Authority) => Promise<KeyPair>,
  ): Promise<(KeyPair & { ca: string }) | undefined> {
    if (this.#security === 'ws') return undefined
    const authority = await (this.#authority ??= makeAuthority())
    return { ...(await issue(authority)), ca: authority.ca }
  }

  #files(pem: Readonly<Record<'ca' | 'cert' | 'key', string>>): string[] {
    const folder = mkdtempSync(join(tmpdir(), 'wsrpc-gorpc-'))
    this.#open.push(() => rmSync(folder, { recursive: true, force: true }))
    return (['ca', 'cert', 'key'] as const).flatMap((name) => {
      const file = join(folder, name)
      writeFileSync(file, pem[name])
      return [`-${name}`, file]
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const close of this.#open.splice(0).reverse()) await close()
  }
}

/** Resolves when so many connections of the pool take calls. */
export async function connections(pool: Pool, count: number): Promise<void> {
  const known = (): number =>
    [...pool.connections.values()].filter(({ concurrency }) => concurrency > 0).length
  while (known() < count) await new Promise((resolve) => pool.once('connect', resolve))
}

/** Resolves when so many more connections of the pool have ended. */
export async function ends(pool: Pool, count: number): Promise<void> {
  for (let left = count; left > 0; left--) await new Promise((resolve) => pool.once('disconnect', resolve))
}

/** What a promise is rejected with. */
export function failure(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    (value) => ({ resolvedWith: value }),
    (error: unknown) => error,
  )
}

/** The next event of a connection. */
export function told(
  connection: Connection,
  event: 'connected' | 'disconnected' | 'closed',
): Promise<unknown> {
  return new Promise((resolve) => connection.once(event, resolve))
}
