import { Provider, type ProviderOptions } from '@wsrpc/provider'
import { describe, expect, it } from 'vitest'
import { Pool } from '../../src/index.ts'
import { expectNothingLeft } from '../support/leftovers.ts'
import { loopback, next } from '../support/pools.ts'
import { told } from './cast.ts'

/** A pool whose providers prove by a token who they are, and tell it to whoever asks. */
class Gate implements AsyncDisposable {
  readonly pool = new Pool({ authenticate: (_request, { token }) => token ?? false, resumeWindow: 0 })
  readonly #providers: Provider[] = []
  #url = ''

  static async open(): Promise<Gate> {
    const gate = new Gate()
    gate.pool.bind('/pool')
    const { url } = await gate.pool.listen(loopback)
    gate.#url = `${url}/pool`
    return gate
  }

  async join(token: string, options: ProviderOptions): Promise<void> {
    const provider = new Provider(options)
    this.#providers.push(provider)
    provider.register('Who', { are: (): string => `${token}'s ${options.name}` })
    provider.connect(this.#url, { token })
    await next(this.pool, 'connect')
  }

  /** Who answers such calls. */
  async who(options: Parameters<Pool['call']>[2]): Promise<readonly unknown[]> {
    const answers = Array.from({ length: 40 }, () => this.pool.call('Who.are', [], options))
    return sorted(new Set(await Promise.all(answers)))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#providers.map((provider) => provider.close()))
    await this.pool.close()
  }
}

function sorted(texts: Iterable<unknown>): readonly string[] {
  return [...texts].map(String).sort()
}

describe('identity, over sockets', () => {
  expectNothingLeft()

  it('whatever a provider calls itself, it gets nothing that is for who it is not', async () => {
    await using gate = await Gate.open()
    await gate.join('ann', { name: 'worker-7', labels: { gpu: true } })
    await gate.join('ann', { name: 'worker-8' })
    await gate.join('eve', { name: 'worker-7', labels: { gpu: true } })
    await gate.join('eve', { name: 'ann' })
    // A name is what a provider says of itself.
    expect(await gate.who({ provider: 'worker-7' })).toEqual(["ann's worker-7", "eve's worker-7"])
    expect(await gate.who({ provider: 'ann' })).toEqual(["eve's ann"])
    expect(await gate.who({ identity: 'ann' })).toEqual(["ann's worker-7", "ann's worker-8"])
    expect(await gate.who({ identity: 'ann', provider: 'worker-7' })).toEqual(["ann's worker-7"])
    expect(await gate.who({ identity: 'ann', labels: { gpu: true } })).toEqual(["ann's worker-7"])
    const all = await gate.pool.callAll('Who.are', [], { identity: 'ann' })
    expect(sorted(Object.values(told(all)))).toEqual(["ann's worker-7", "ann's worker-8"])
  })
})
