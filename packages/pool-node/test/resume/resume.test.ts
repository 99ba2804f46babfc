import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { Pool } from '../../src/index.ts'
import { rejection, state } from '../dispatch/office.ts'
import { expectNothingLeft } from '../support/leftovers.ts'
import { loopback } from '../support/pools.ts'
import { deferred } from './deferred.ts'
import { Stage } from './stage.ts'

describe('a provider whose socket broke', () => {
  expectNothingLeft()

  it('goes on over another one: calls of both sides, also those answered while it was away', async () => {
    const asked = deferred<string>()
    await using stage = await Stage.open({ ask: () => asked.promise })
    const provider = await stage.provider()
    const [connection] = [...stage.pool.connections.values()]
    const { id, since, services } = connection!
    const ours = [stage.call(1), stage.call(2)]
    const theirs = provider.call('P.ask')
    await provider.having(2)
    while (stage.pool.stats().serving === 0) await new Promise((resolve) => setImmediate(resolve))

    await stage.cut(provider)
    expect(connection).toMatchObject({ id, interrupted: true, inFlight: 2, services })
    expect(stage.pool.stats()).toMatchObject({ connections: 1, interrupted: 1, resumes: 0, inFlight: 2 })
    provider.answer('one')
    asked.resolve('asked')
    const waiting = stage.call(3)
    await Promise.resolve()
    expect(stage.pool.stats()).toMatchObject({ waiting: 1, inFlight: 2 })

    expect(await provider.comeBack()).toMatchObject({ connection: id, resumed: true })
    await stage.event('connect resumed=true')
    expect([...stage.pool.connections.values()]).toEqual([connection])
    expect(connection).toMatchObject({ id, since, interrupted: false, remoteAddress: '127.0.0.1' })
    expect(stage.pool.stats()).toMatchObject({ connections: 1, interrupted: 0, resumes: 1, handshakes: 0 })
    expect(await theirs).toBe('asked')
    expect(await ours[0]).toBe('one')
    await provider.having(2)
    provider.answer('two')
    provider.answer('three')
    expect([await ours[1], await waiting]).toEqual(['two', 'three'])
    expect(provider.log).toEqual(['A.x(1)', 'A.x(2)', 'A.x(3)'])
    expect(stage.events).toEqual([
      'connect resumed=false',
      'disconnect 1006 resumable=true',
      'connect resumed=true',
    ])
    expect(stage.pool.stats()).toMatchObject({ inFlight: 0, lost: 0, retries: 0 })
  })

  it('may do so again and again, with the secret that it was given first', async () => {
    await using stage = await Stage.open()
    const provider = await stage.provider()
    const { resume, connection } = provider.welcome
    for (let round = 0; round < 5; round++) {
      const call = stage.call(round)
      await provider.having(1)
      await stage.cut(provider)
      expect(await provider.comeBack()).toMatchObject({ connection, resume, resumed: true })
      provider.answer(round)
      expect(await call).toBe(round)
    }
    expect(stage.pool.stats()).toMatchObject({ connections: 1, resumes: 5 })
  })

  it('gets what was on the way, once', async () => {
    await using stage = await Stage.open()
    const provider = await stage.provider()
    stage.proxy.stall()
    const calls = [1, 2, 3].map((n) => stage.call(n))
    await new Promise((resolve) => setImmediate(resolve))
    await stage.cut(provider)
    stage.proxy.recover()
    await provider.comeBack()
    await provider.having(3)
    for (let n = 1; n <= 3; n++) provider.answer(n)
    expect(await Promise.all(calls)).toEqual([1, 2, 3])
    expect(provider.log).toEqual(['A.x(1)', 'A.x(2)', 'A.x(3)'])
  })

  it('takes the place of a socket that is half open', async () => {
    await using stage = await Stage.open({ idempotent: true })
    const provider = await stage.provider()
    const other = await stage.provider({ instance: 'other' })
    const calls = [1, 2].map((n) => stage.call(n))
    await Promise.all([provider.having(1), other.having(1)])
    stage.proxy.stall()
    expect(await provider.comeBackBeside({ url: stage.direct() })).toMatchObject({ resumed: true })
    expect(stage.events.slice(2)).toEqual(['disconnect 4409 resumable=true', 'connect resumed=true'])
    provider.answer('here')
    expect(await Promise.race(calls)).toBe('here')
    // Nothing was sent again: it was away for no moment.
    expect(stage.pool.stats()).toMatchObject({ connections: 2, interrupted: 0, retries: 0, resumes: 1 })
    await other.comeBackBeside({ url: stage.direct() })
    other.answer('there')
    await Promise.all(calls)
  })

  it('has its calls done elsewhere at once, if they may run twice; what it still does is cancelled', async () => {
    await using stage = await Stage.open({ idempotent: true })
    const provider = await stage.provider()
    const call = stage.call(1)
    await provider.having(1)
    await stage.cut(provider)
    const other = await stage.provider({ instance: 'other' })
    await other.having(1)
    other.answer('other')
    expect(await call).toBe('other')
    expect(stage.pool.stats()).toMatchObject({ inFlight: 1, retries: 1 })
    const [open] = provider.calls
    expect(open?.ended).toBeUndefined()
    const ended = new Promise<unknown>((resolve) => (open!.onEnded = resolve))
    await provider.comeBack()
    expect(await ended).toMatchObject({ code: 'CANCELLED' })
    provider.answer('late')
    while (stage.pool.stats().inFlight > 0) await new Promise((resolve) => setImmediate(resolve))
  })

  it('comes back before its calls were sent elsewhere: they stay with it', async () => {
    await using stage = await Stage.open({ idempotent: true })
    const provider = await stage.provider()
    const call = stage.call(1)
    await provider.having(1)
    await stage.cut(provider)
    expect(stage.pool.stats()).toMatchObject({ waiting: 1, inFlight: 1 })
    await provider.comeBack()
    await stage.event('connect resumed=true')
    expect(stage.pool.stats()).toMatchObject({ waiting: 0, inFlight: 1, retries: 0 })
    const other = await stage.provider({ instance: 'other' })
    provider.answer('here')
    expect(await call).toBe('here')
    expect([provider.log, other.log]).toEqual([['A.x(1)'], []])
  })

  it('shows its secret to nobody', async () => {
    const seen: unknown[] = []
    await using stage = await Stage.open({
      authenticate: (request, hello) => {
        seen.push(hello, request.headers, request.url)
        return 'someone'
      },
    })
    const provider = await stage.provider()
    const secret = provider.welcome.resume?.secret as string
    expect(Buffer.from(secret, 'base64url').length).toBeGreaterThanOrEqual(16)
    const failing = stage.call(1)
    await provider.having(1)
    await stage.cut(provider)
    await provider.comeBack()
    await stage.cut(provider)
    await provider.comeBack({ resume: { received: 1e6 } })
    seen.push(await rejection(failing), stage.told, stage.pool.stats(), stage.pool.connections, stage.pool)
    expect(inspect(seen, { depth: 20, showHidden: true, maxArrayLength: null })).not.toContain(secret)
    expect(JSON.stringify([stage.pool.stats(), stage.events])).not.toContain(secret)
    expect((await stage.provider({ instance: 'b' })).welcome.resume?.secret).not.toBe(secret)
  })
})

describe('a provider that can not go on', () => {
  expectNothingLeft()

  it.each([
    ['the secret is wrong', { secret: 'wrong' }],
    ['the secret is as long as the right one', { secret: 'x'.repeat(43) }],
    ['nobody knows the connection', { connection: 'unknown' }],
  ])('because %s is new; the connection waits for its own', async (_why, resume) => {
    await using stage = await Stage.open()
    const provider = await stage.provider()
    const call = stage.call(1)
    await provider.having(1)
    await stage.cut(provider)
    const { link, welcome } = provider
    const answer = await provider.comeBack({ resume })
    expect([answer.resumed ?? false, answer.received]).toEqual([false, undefined])
    expect(answer.connection).not.toBe(welcome.connection)
    expect(stage.pool.stats()).toMatchObject({ connections: 2, interrupted: 1, resumes: 0 })
    expect(await state(call)).toBe('pending')
    link.abandon({ code: 1006, reason: '', local: true })
    stage.clock.advance(20_000)
    expect(await rejection(call)).toMatchObject({ code: 'UNAVAILABLE', execution: 'unknown' })
  })

  it.each([
    ['is somebody else', { token: 'bob' }],
    ['is another instance', { instance: 'j' }],
    ['came in on another path', { url: '/other' }],
    ['speaks otherwise', { subprotocol: 'wsrpc.v1.json' }],
    ['can less', { features: ['resume'] }],
    ['counts what was never sent', { resume: { received: 1000 } }],
  ])('because it %s, with the right secret, ends the old connection at once', async (_why, dial) => {
    await using stage = await Stage.open({ authenticate: (_request, hello) => hello.token ?? false })
    const provider = await stage.provider({ token: 'alice' })
    const before = stage.call(0)
    await provider.having(1)
    provider.answer('ok')
    await before
    const call = stage.call(1)
    await provider.having(1)
    await stage.cut(provider)
    const { link, welcome } = provider
    const url = stage.url('url' in dial ? dial.url : '/pool')
    const answer = await provider.comeBack({ ...dial, url })
    expect([answer.resumed ?? false, typeof answer.received]).toEqual([false, 'number'])
    expect(answer.connection).not.toBe(welcome.connection)
    expect(await rejection(call)).toMatchObject({ code: 'UNAVAILABLE', execution: 'unknown' })
    expect(stage.events.slice(1, 3)).toEqual([
      'disconnect 1006 resumable=true',
      'disconnect 1006 resumable=false',
    ])
    expect(stage.pool.stats()).toMatchObject({ connections: 1, interrupted: 0, inFlight: 0, resumes: 0 })
    link.abandon({ code: 1006, reason: '', local: true })
  })

  it('has its old socket closed, and what never arrived there is done elsewhere', async () => {
    await using stage = await Stage.open()
    const provider = await stage.provider()
    await stage.cut(provider)
    await provider.comeBack()
    const arrived = stage.call(1)
    await provider.having(1)
    stage.proxy.stall()
    const onTheWay = stage.call(2)
    await new Promise((resolve) => setImmediate(resolve))
    const { link } = provider
    await provider.comeBackBeside({ instance: 'j', url: stage.direct() })
    expect(await rejection(arrived)).toMatchObject({ code: 'UNAVAILABLE', execution: 'unknown' })
    await provider.having(1)
    expect(provider.log).toEqual(['A.x(1)', 'A.x(2)'])
    provider.answer('here')
    expect(await onTheWay).toBe('here')
    expect(stage.events).toContain('disconnect 4409 resumable=false')
    expect(stage.events).not.toContain('disconnect 4409 resumable=true')
    link.abandon({ code: 1006, reason: '', local: true })
  })

  it('because its count is one that was passed long ago, is believed about what it lacks', async () => {
    await using stage = await Stage.open()
    const provider = await stage.provider()
    const before = stage.call(0)
    await provider.having(1)
    provider.answer('ok')
    await before
    const call = stage.call(1)
    await provider.having(1)
    await stage.cut(provider)
    const { link } = provider
    const answer = await provider.comeBack({ resume: { received: 0 } })
    expect(answer.resumed ?? false).toBe(false)
    await provider.having(1)
    provider.answer('again')
    expect(await call).toBe('again')
    link.abandon({ code: 1006, reason: '', local: true })
  })

  it('because the pool is another one is new, and hears of no count', async () => {
    await using stage = await Stage.open()
    const provider = await stage.provider()
    const { port } = stage
    const gone = provider.interrupted
    stage.proxy.cut()
    await Promise.all([gone, stage.pool.close()])
    await using second = new Pool()
    second.bind('/pool')
    await second.listen({ ...loopback, port })
    const answer = await provider.comeBack()
    expect([answer.resumed ?? false, answer.received]).toEqual([false, undefined])
  })
})
