import { isRpcError, RpcError } from '@wsrpc/provider'
import { contains, equal, failure, holds, matches } from '../check.ts'
import type { Group } from '../test.ts'

class Secretive extends Error {
  override readonly name: string = 'Secretive'
  readonly password = 'xyzzy'
}

const service = {
  refuse() {
    throw new RpcError('NOT_FOUND', 'no such object', { data: { id: 7, tags: ['a'] } })
  },
  breaks() {
    throw new Secretive('broken')
  },
  async breaksLater() {
    await Promise.resolve()
    throw new TypeError('broken later')
  },
  throwsText() {
    throw 'just a text'
  },
  rightAfter: () => 'well',
}

/** What a caller hears of a method that fails. */
export const errors: Group = {
  'an RpcError crosses with its code, message and data': async (world) => {
    const { pool } = await world.join({ services: { Faulty: service } })
    matches(await pool.failure('Faulty.refuse'), {
      name: 'RpcError',
      code: 'NOT_FOUND',
      message: 'no such object',
      data: { id: 7, tags: ['a'] },
      execution: 'finished',
    })
  },

  'any other error crosses with its name and message only': async (world) => {
    const { pool } = await world.join({ services: { Faulty: service } })
    const error = await pool.failure('Faulty.breaks')
    matches(error, { message: 'broken', code: 'UNKNOWN', execution: 'finished', cause: 'Secretive: broken' })
    holds(!JSON.stringify(error).includes('xyzzy'), 'a property of the error crossed')
  },

  'a promise that rejects is the same': async (world) => {
    const { pool } = await world.join({ services: { Faulty: service } })
    const error = await pool.failure('Faulty.breaksLater')
    matches(error, { code: 'UNKNOWN', execution: 'finished', cause: 'TypeError: broken later' })
  },

  'what is thrown need not be an Error': async (world) => {
    const { pool } = await world.join({ services: { Faulty: service } })
    const error = await pool.failure('Faulty.throwsText')
    matches(error, { code: 'UNKNOWN', execution: 'finished' })
    equal(await pool.call('Faulty.rightAfter'), 'well')
  },

  'an argument of the wrong kind is a TypeError that says what to write': async (world) => {
    const { connection } = await world.join()
    const error = await failure(connection.call('Desk.echo', 'hi' as never))
    equal(error.name, 'TypeError')
    contains(error.message, "['hi']")
  },

  'an error of the pool is an RpcError, also by isRpcError': async (world) => {
    const { connection } = await world.join()
    const error = await failure(connection.call('Desk.refuse', [1]))
    holds(error instanceof RpcError && isRpcError(error), 'it is none')
    equal(error.retryable, false)
  },
}
