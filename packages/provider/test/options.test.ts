import { defaultLimits } from '@wsrpc/core'
import { describe, expect, test } from 'vitest'
import { type ConnectOptions, json, msgpack, Provider, type ProviderOptions, wsrpc } from '../src/index.ts'
import { connectSettings } from '../src/options.ts'
import * as web from '../src/dial/web.ts'
import { settle, url, World } from './support/world.ts'

/** What an application without types could write. */
function wrong<T>(options: unknown): T {
  return options as T
}

describe('new Provider', () => {
  test.each<[unknown, RegExp]>([
    [{ nam: 'x' }, /no 'nam' here; known are name, labels/],
    [null, /must be an object, not null/],
    [{ name: 7 }, /^name must be a string/],
    [{ name: 'x'.repeat(257) }, /^name must be a string of at most 256/],
    [{ labels: [] }, /^labels must be an object/],
    [{ labels: { gpu: null } }, /^labels\.gpu must be a string/],
    [{ labels: { load: Infinity } }, /^labels\.load must be a string, a finite/],
    [{ labels: { all: 'x'.repeat(70_000) } }, /at most 65536 are possible/],
    [{ concurrency: 0 }, /^concurrency must be a number of at least 1/],
    [{ concurrency: 1.5 }, /^concurrency must be a whole number/],
    [{ concurrency: Infinity }, /^concurrency must be a whole number/],
    [{ limits: { maxDepht: 1 } }, /^limits: no 'maxDepht' here; known are maxMessageBytes/],
    [{ limits: { maxDepth: 'deep' } }, /^limits\.maxDepth must be a whole number/],
    [{ limits: { maxDepth: 5 } }, /^limits\.maxDepth must be a number of at least 8/],
    [{ interceptors: { call: [] } }, /^interceptors: no 'call' here/],
    [{ interceptors: { calls: [1] } }, /^interceptors\.calls must be an array of functions/],
    [{ interceptors: { handlers: () => {} } }, /^interceptors\.handlers must be an array of functions/],
  ])('option set %# is refused', (options, message) => {
    expect(() => new Provider(wrong<ProviderOptions>(options))).toThrow(TypeError)
    expect(() => new Provider(wrong<ProviderOptions>(options))).toThrow(message)
  })
})

describe('connect', () => {
  test.each<[unknown, RegExp]>([
    [{ tokn: 'x' }, /no 'tokn' here; known are dialect, codec, token/],
    [{ token: 7 }, /^token must be a string/],
    [{ token: 'x'.repeat(13_000) }, /^token must be a string of at most 12288/],
    [{ tls: { cert: 'x', passphrse: 'x' } }, /^tls: no 'passphrse' here/],
    [{ tls: {} }, /^tls needs a URL that begins with wss:/],
    [{ headers: { a: 1 } }, /^headers: a must be a string/],
    [{ headers: { 'Sec-WebSocket-Protocol': 'x' } }, /belongs to the WebSocket itself/],
    [{ headers: {}, webSocket: () => {} }, /^headers goes together with webSocket only inside it/],
    [{ backoff: { min: 0 } }, /^backoff\.min must be a number from 1/],
    [{ backoff: { min: 500, max: 400 } }, /^backoff\.max must be at least backoff\.min, 500/],
    [{ backoff: { min: 50_000 } }, /^backoff\.max must be at least backoff\.min/],
    [{ backoff: { factor: 0.5 } }, /^backoff\.factor must be a number from 1/],
    [{ maxAttempts: 0 }, /^maxAttempts must be a number of at least 1/],
    [{ heartbeat: { intervall: 1 } }, /^heartbeat: no 'intervall' here/],
    [{ heartbeat: { interval: -1 } }, /^heartbeat\.interval must be a number from 0/],
    [{ heartbeat: { misses: 0 } }, /^heartbeat\.misses must be a number of at least 1/],
    [{ redirects: 'wss://eu.example.com' }, /^redirects must be an array/],
    [{ redirects: ['eu.example.com'] }, /^redirects\[0\] must be an origin/],
    [{ redirects: ['wss://eu.example.com/pool'] }, /write 'wss:\/\/eu\.example\.com'/],
    [{ signal: true }, /^signal must be an AbortSignal/],
    [{ webSocket: {} }, /^webSocket must be a class or a function/],
    [{ dialect: 'wsrpc' }, /^dialect must be a dialect/],
    [{ dialect: wsrpc(json()), codec: json() }, /^codec belongs to the default dialect/],
    [{ dialect: wsrpc }, /^dialect must be a dialect, with open\(\) and subprotocols/],
    [{ dialect: { open: () => {} } }, /^dialect must be a dialect, with open\(\) and subprotocols/],
    [{ dialect: { open: () => {}, subprotocols: [] } }, /^dialect must be a dialect/],
    [{ dialect: { open: () => {}, subprotocols: [undefined] } }, /^dialect must be a dialect/],
    [{ dialect: { subprotocols: ['x'] } }, /^dialect must be a dialect/],
    [{ codec: 'json' }, /^codec: a codec is made by a call: write json\(\), not 'json'$/],
    [{ codec: json }, /^codec: a codec is made by a call: write json\(\), not json$/],
    [{ codec: null }, /^codec: a codec is made by a call: write json\(\), not null$/],
    [{ codec: { name: 'mine' } }, /^codec: .* lacks format .*, createEncoder\(\), createDecoder\(\)$/],
  ])('%j is refused at once', (options, message) => {
    const provider = new Provider()
    expect(() => provider.connect(url, wrong<ConnectOptions>(options))).toThrow(TypeError)
    expect(() => provider.connect(url, wrong<ConnectOptions>(options))).toThrow(message)
  })

  test.each<[unknown, RegExp]>([
    ['pool.example.com', /must be an absolute URL/],
    [undefined, /must be an absolute URL/],
    ['ftp://pool.example.com', /must begin with ws: or wss:, not ftp:/],
    ['ws://me:secret@pool.example.com', /must not have a user name or a password/],
    ['ws://pool.example.com/#here', /must not have a '#fragment'/],
  ])('the URL %j is refused at once', (bad, message) => {
    expect(() => new Provider().connect(bad as string)).toThrow(TypeError)
    expect(() => new Provider().connect(bad as string)).toThrow(message)
  })

  test('no refusal repeats a secret', () => {
    const refuse = (run: () => unknown) => {
      try {
        run()
      } catch (error) {
        return String(error)
      }
      return expect.fail('not refused')
    }
    const provider = new Provider()
    const secret = 'correct horse battery staple'
    expect(refuse(() => provider.connect(`ws://me:${encodeURIComponent(secret)}@pool`))).not.toContain(
      'correct',
    )
    expect(refuse(() => provider.connect(url, { token: secret.repeat(1000) }))).not.toContain('correct')
    expect(refuse(() => provider.connect(url, { headers: { connection: secret } }))).not.toContain('correct')
  })

  test.each([0, 1.5, 1025, '3'])('a count of %j is refused', (count) => {
    expect(() => new Provider().connectMulti(url, count as number)).toThrow(/^count must be/)
  })
})

describe('a runtime that lacks something', () => {
  test.each([
    [{ tls: { ca: 'x' } }, /^tls can't be used in this runtime: .*certificates/],
    [{ headers: { a: 'b' } }, /^headers can't be used in this runtime: .*token/],
    [{ headers: () => ({}) }, /^headers can't be used in this runtime/],
  ])('%j is refused by name', (options, message) => {
    expect(() => connectSettings(options, web.unsupported)).toThrow(message)
  })
})

describe('defaults', () => {
  test('are MessagePack, dialled for ever, no redirect', () => {
    const settings = connectSettings({}, {})
    expect(settings.dialect.subprotocols).toEqual(['wsrpc.v1.msgpack'])
    expect(settings.maxAttempts).toBe(Infinity)
    expect(settings.backoff).toEqual({ min: 100, max: 30_000, factor: 2 })
    expect([...settings.redirects]).toEqual([])
  })

  test('a codec or a whole dialect in their place', () => {
    expect(connectSettings({ codec: json() }, {}).dialect.subprotocols).toEqual(['wsrpc.v1.json'])
    const both = wsrpc(json(), msgpack())
    expect(connectSettings({ dialect: both }, {}).dialect).toBe(both)
  })

  test('one wrong option of a backoff leaves the other defaults', () => {
    expect(connectSettings({ backoff: { min: 5 } }, {}).backoff).toEqual({ min: 5, max: 30_000, factor: 2 })
  })

  test('hold where undefined is written out, in every option', async () => {
    const names = 'dialect codec token tls headers maxAttempts redirects signal webSocket'.split(' ')
    const nothing = Object.fromEntries(names.map((name) => [name, undefined]))
    const backoff = { min: undefined, max: undefined, factor: undefined }
    const heartbeat = { interval: undefined, misses: undefined }
    const settings = connectSettings(wrong({ ...nothing, backoff, heartbeat }), {})
    const defaults = connectSettings({}, {})
    expect({ ...settings, dialect: undefined }).toStrictEqual({ ...defaults, dialect: undefined })
    expect(settings.dialect.subprotocols).toEqual(defaults.dialect.subprotocols)
    expect(connectSettings(wrong({ backoff: undefined, heartbeat: undefined }), {}).heartbeat).toEqual({})
  })

  test('hold for limits that are written out as undefined', async () => {
    await using world = new World(
      wrong({ name: undefined, labels: undefined, limits: { maxDepth: undefined, maxCalls: 7 } }),
    )
    await world.connect()
    expect(world.pool.hello?.limits).toEqual({ ...defaultLimits, maxCalls: 7 })
    expect(world.pool.status).toEqual({ type: 'status', services: {}, concurrency: 1024 })
  })
})

describe('changes', () => {
  test('are checked before anything is changed', async () => {
    await using world = new World({ labels: { a: 1 } })
    const connection = await world.connect()
    expect(() => world.provider.update({ concurrency: 3, labels: wrong({ b: null }) })).toThrow(/labels\.b/)
    expect(() => world.provider.update(wrong({ concurency: 3 }))).toThrow(/no 'concurency'/)
    expect(() => connection.update(wrong({ paused: 'yes' }))).toThrow(/^paused must be a boolean/)
    expect(() => connection.update(wrong({ pause: true }))).toThrow(/no 'pause'/)
    await settle() // a STATUS that should not come would be here by then
    expect(world.pool.statuses).toHaveLength(1)
    expect(world.pool.status).toMatchObject({ concurrency: 1024, labels: { a: 1 } })
  })
})
