import { equal, failure, matches } from '../check.ts'
import { Notes } from '../notes.ts'
import { patient } from '../patient.ts'
import type { Group } from '../test.ts'

/** Calls whose time runs out. */
export const deadline: Group = {
  'a call of the pool whose time runs out fires the signal of its method': async (world) => {
    const notes = new Notes()
    const { pool } = await world.join({ services: patient(notes) })
    const call = await pool.begin('Patient.forEver', [], { timeout: 1000 })
    await notes.until('runs')
    matches((await pool.end(call)).error, { code: 'DEADLINE_EXCEEDED', execution: 'unknown' })
    await notes.until('aborted')
    equal(notes.names, ['runs', 'aborted'])
  },

  'the signal fires also when the pool can not say so any more': async (world) => {
    const notes = new Notes()
    const { pool } = await world.join({ pool: { cable: true }, services: patient(notes) })
    const call = await pool.begin('Patient.forEver', [], { timeout: 300 })
    await notes.until('runs')
    await pool.ask('stall')
    await notes.until('aborted')
    matches((await pool.end(call)).error, { code: 'DEADLINE_EXCEEDED', execution: 'unknown' })
  },

  'a call of the provider ends in its time': async (world) => {
    const { pool, connection } = await world.join()
    const error = await failure(connection.call('Desk.hold', ['one'], { timeout: 100 }))
    matches(error, { code: 'DEADLINE_EXCEEDED', execution: 'unknown' })
    await pool.ask('untilNoted', { text: 'one is given up' })
  },

  'a call of the provider ends in its time while there is no connection': async (world) => {
    const pool = await world.pool({ cable: true })
    await pool.ask('shut')
    const { connection } = world.dial(world.provider(), pool.url)
    const error = await failure(connection.call('Desk.echo', ['hi'], { timeout: 50 }))
    matches(error, { code: 'UNAVAILABLE', execution: 'not-started' })
  },

  'a time that has passed already starts nothing': async (world) => {
    const { connection } = await world.join()
    const error = await failure(connection.call('Desk.echo', ['hi'], { timeout: 0 }))
    matches(error, { code: 'DEADLINE_EXCEEDED', execution: 'not-started' })
  },
}
