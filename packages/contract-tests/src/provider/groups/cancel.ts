import { equal, failure, matches } from '../check.ts'
import { Notes } from '../notes.ts'
import { patient } from '../patient.ts'
import type { Group } from '../test.ts'

/** Calls that are given up. */
export const cancel: Group = {
  'a call that the pool gives up fires the signal of its method': async (world) => {
    const notes = new Notes()
    const { pool } = await world.join({ services: patient(notes) })
    const call = await pool.begin('Patient.wait', ['one'])
    await notes.until('runs')
    await pool.ask('giveUp', { call })
    matches((await pool.end(call)).error, { code: 'CANCELLED', execution: 'unknown' })
    equal(await notes.until('aborted'), 'CANCELLED')
  },

  'a call of the provider that is given up is given up at the pool': async (world) => {
    const { pool, connection } = await world.join()
    const abort = new AbortController()
    const failed = failure(connection.call('Desk.hold', ['one'], { signal: abort.signal }))
    await pool.ask('untilNoted', { text: 'one runs' })
    abort.abort()
    matches(await failed, { code: 'CANCELLED', execution: 'unknown' })
    await pool.ask('untilNoted', { text: 'one is given up' })
  },

  'one that was given up before does not start': async (world) => {
    const { pool, connection } = await world.join()
    const call = connection.call('Desk.note', ['never'], { signal: AbortSignal.abort() })
    matches(await failure(call), { code: 'CANCELLED', execution: 'not-started' })
    await connection.call('Desk.note', ['after'])
    equal(await pool.ask('journal'), ['after'])
  },

  'the connection goes on, and the slot is free again': async (world) => {
    const notes = new Notes()
    const { pool } = await world.join({ provider: { concurrency: 1 }, services: patient(notes) })
    for (let turn = 1; turn <= 3; turn++) {
      const call = await pool.begin('Patient.wait', [`turn ${turn}`])
      await notes.until('runs', turn)
      await pool.ask('giveUp', { call })
      await pool.end(call)
    }
    equal(notes.all('runs'), ['turn 1', 'turn 2', 'turn 3'])
  },
}
