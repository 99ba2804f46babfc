import { describe, expect, it, vi } from 'vitest'
import { closeCodes, isFatalClose, ProtocolError } from '../../src/close.ts'
import { errorCodes, isErrorCode, isRpcError, RpcError } from '../../src/errors.ts'
import { describeError } from '../../src/peer/failures.ts'
import { nothingLeft, Serving } from './serving.ts'

function throwing(thrown: unknown): Serving {
  return new Serving({
    now: () => {
      throw thrown
    },
    later: () => Promise.reject(thrown as Error),
  })
}

describe.each(['now', 'later'])('an error thrown %s', (when) => {
  it('crosses with code, message and data when it is an RpcError, as finished', async () => {
    const thrown = new RpcError('ABORTED', 'conflict', {
      data: { id: 7 },
      execution: 'not-started',
      cause: 'secret',
    })
    const serving = throwing(thrown)
    const ending = await serving.call(`S.${when}`)
    expect(ending).toMatchObject({
      kind: 'error',
      error: { code: 'ABORTED', message: 'conflict', data: { id: 7 }, execution: 'finished' },
    })
    expect(JSON.stringify(ending)).not.toContain('secret')
    expect(serving.leftovers).toEqual(nothingLeft)
  })

  it('crosses with name and message only when it is any other Error', async () => {
    const thrown = Object.assign(new TypeError('x is undefined'), { password: 'secret', cause: 'secret' })
    const serving = throwing(thrown)
    const call = serving.send(`S.${when}`)
    await serving.settled()
    expect(call.ends).toMatchObject([{ error: { code: 'UNKNOWN', message: 'x is undefined' } }])
    expect(call.ends).toMatchObject([{ error: { cause: { name: 'TypeError' } } }])
    // The cause is for this side only.
    const { cause, ...crosses } = describeError(thrown)
    expect(cause).toBe(thrown)
    expect(JSON.stringify(crosses)).not.toMatch(/secret|errors\.test/)
  })

  it.each([
    { thrown: 'a text', message: 'a text' },
    { thrown: 5, message: 'the method threw number' },
    { thrown: { secret: 1 }, message: 'the method threw object' },
    { thrown: undefined, message: 'the method threw undefined' },
    { thrown: null, message: 'the method threw object' },
  ])('that is no Error, $thrown, says little', async ({ thrown, message }) => {
    expect(await throwing(thrown).call(`S.${when}`)).toMatchObject({ error: { code: 'UNKNOWN', message } })
  })

  it('can be described by the host', async () => {
    const serving = new Serving(
      { now: () => JSON.parse('{'), later: async () => JSON.parse('{') as unknown },
      {
        describeError: (error, method) => ({
          code: 'INTERNAL',
          message: `${method} ${(error as Error).name}`,
          execution: 'finished',
        }),
      },
    )
    expect(await serving.call(`S.${when}`)).toMatchObject({
      error: { code: 'INTERNAL', message: `S.${when} SyntaxError` },
    })
  })
})

describe.each(['now', 'later'])('an error thrown %s, when describing it fails', (when) => {
  function undescribed(onReport?: () => void): Serving {
    const describeError = (): never => {
      throw new RangeError('secret')
    }
    const service = {
      now: () => JSON.parse('{') as unknown,
      later: async () => JSON.parse('{') as unknown,
    }
    return new Serving(service, { describeError, ...(onReport === undefined ? {} : { onReport }) })
  }

  it('is INTERNAL to the caller, is reported, and frees its slot', async () => {
    const serving = undescribed()
    const ending = await serving.call(`S.${when}`)
    expect(ending).toMatchObject({ kind: 'error', error: { code: 'INTERNAL', execution: 'finished' } })
    expect(JSON.stringify(ending)).not.toContain('secret')
    expect(serving.reports).toMatchObject([{ code: 'INTERNAL', cause: { message: 'secret' } }])
    expect(serving.leftovers).toEqual(nothingLeft)
  })

  it('is answered even when the report fails too, which becomes an uncaught exception', async () => {
    const later = vi.spyOn(globalThis, 'queueMicrotask').mockImplementation(() => undefined)
    try {
      const serving = undescribed(() => {
        throw new Error('mine')
      })
      expect(await serving.call(`S.${when}`)).toMatchObject({ error: { code: 'INTERNAL' } })
      expect(serving.leftovers).toEqual(nothingLeft)
      expect(later.mock.calls.map(([run]) => run)).toHaveLength(1)
      expect(later.mock.calls[0]?.[0]).toThrow('mine')
    } finally {
      later.mockRestore()
    }
  })
})

describe('an error as it is sent', () => {
  it.each([
    {
      what: 'an object as message',
      error: Object.assign(new Error('x'), { message: { a: 1 } }),
      text: '[object Object]',
    },
    { what: 'no message', error: Object.assign(new Error('x'), { message: undefined }), text: 'undefined' },
    {
      what: 'a symbol as message',
      error: Object.assign(new Error('x'), { message: Symbol('s') }),
      text: 'Symbol(s)',
    },
  ])('has a text for a message: $what', ({ error, text }) => {
    expect(describeError(error)).toMatchObject({ code: 'UNKNOWN', message: text, execution: 'finished' })
  })

  it('has a short text for a name', () => {
    expect(describeError(Object.assign(new Error('m'), { name: 42 })).name).toBe('42')
    expect(describeError(Object.assign(new Error('m'), { name: 'n'.repeat(9999) })).name).toHaveLength(256)
  })

  it('has a code that is one, also of another copy of this package', () => {
    const foreign = Object.assign(Object.create(RpcError.prototype) as RpcError, {
      code: 'TEAPOT',
      message: 'm',
      data: 1,
    })
    expect(describeError(foreign)).toEqual({ code: 'UNKNOWN', message: 'm', data: 1, execution: 'finished' })
  })

  it('says so when it can not be read', () => {
    const error = Object.defineProperty(new Error('x'), 'message', {
      get: () => {
        throw new Error('broken')
      },
    })
    expect(describeError(error)).toMatchObject({
      code: 'UNKNOWN',
      message: expect.stringMatching(/can not be read/) as string,
    })
  })
})

describe('RpcError', () => {
  it('has code, message, data, execution and cause', () => {
    const cause = new Error('why')
    const error = new RpcError('UNAVAILABLE', 'm', { data: 1, execution: 'unknown', cause })
    expect(error).toMatchObject({ name: 'RpcError', code: 'UNAVAILABLE', message: 'm', data: 1 })
    expect([error.execution, error.cause, error.retryable]).toEqual(['unknown', cause, true])
    expect(error).toBeInstanceOf(Error)
  })

  it('has no data and no cause when none were given, and has finished', () => {
    const error = new RpcError('ABORTED', 'm')
    expect(['data' in error, 'cause' in error, error.execution]).toEqual([false, false, 'finished'])
    expect(Object.keys(error).sort()).toEqual(['code', 'execution'])
  })

  it.each(['TEAPOT', 'constructor', '__proto__', 5, undefined])('takes no code %j', (code) => {
    expect(() => new RpcError(code as never, 'm')).toThrow(TypeError)
    expect(isErrorCode(code)).toBe(false)
  })

  it('is recognised by its mark', () => {
    const copy = new Error('of another copy')
    Object.defineProperty(copy, Symbol.for('@wsrpc/RpcError'), { value: true })
    expect([isRpcError(new RpcError('ABORTED', '')), isRpcError(copy)]).toEqual([true, true])
    for (const no of [new Error('x'), null, undefined, 'x', { code: 'ABORTED' }])
      expect(isRpcError(no)).toBe(false)
  })
})

describe('the tables', () => {
  it('have a JSON-RPC code of its own for each error code, and close codes that exist', () => {
    const rows = Object.values(errorCodes)
    expect(new Set(rows.map((row) => row.jsonRpc)).size).toBe(rows.length)
    const known = Object.values(closeCodes).map((row) => row.code)
    for (const { closeCode } of rows) expect([undefined, ...known]).toContain(closeCode)
  })

  it('tell which close codes are fatal', () => {
    const fatal = Object.entries(closeCodes).filter(([, row]) => isFatalClose(row.code))
    expect(fatal.map(([name]) => name).sort()).toEqual(['dialect', 'forbidden', 'unauthenticated', 'version'])
    expect([1006, 4999, NaN].map(isFatalClose)).toEqual([false, false, false])
  })

  it('have a close code of its own for each name', () => {
    const codes = Object.values(closeCodes).map((row) => row.code)
    expect(new Set(codes).size).toBe(codes.length)
    expect(new ProtocolError('tooLarge', 'm')).toMatchObject({ close: 'tooLarge', name: 'ProtocolError' })
  })
})
