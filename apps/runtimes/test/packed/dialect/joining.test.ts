// A dialect that is somebody else's, in a project that has the packages and nothing else of this repository. The stations are
// in this process, and have nothing of the packages.

import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Program } from '../../../src/install/program.ts'
import { quietEnd, visit } from '../joining/visit.ts'
import { compile, modules, platforms, strictness } from '../support/compiler.ts'
import { corner, placeFile } from '../support/corner.ts'
import { everywhere, type Somewhere } from '../support/everywhere.ts'
import { Station } from './station.ts'

function pathOf(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url))
}

/** The whole dialect. */
const files = ['ocpp.ts', 'frames.ts', 'errors.ts'].map(pathOf)

/** A folder with the central system and its dialect. */
function placeSystem(): { readonly folder: string; readonly main: string } {
  const folder = corner()
  for (const file of files) placeFile(file, folder)
  return { folder, main: placeFile(pathOf('central-system.mts'), folder) }
}

describe('a central system in a dialect of its own', () => {
  let system: Program
  let url: string
  beforeAll(async () => {
    const { folder, main } = placeSystem()
    system = new Program([process.execPath, main, '0'], folder)
    url = await system.printed(/^listening on (.*)\n/m)
  })
  afterAll(() => system?.[Symbol.asyncDispose]())

  test('calls a station that joins, is called back, and is told of errors', async () => {
    using station = await Station.dial(`${url}/ocpp/garage`)
    const reset = await station.asked('Reset', { type: 'Soft' })
    station.say(2, '19223201', 'BootNotification', { chargePointVendor: 'VendorX' })
    const currentTime: unknown = expect.stringMatching(/^\d{4}-.*Z$/)
    expect(await station.told()).toEqual([3, '19223201', { status: 'Accepted', currentTime, interval: 300 }])
    station.say(3, reset, { status: 'Accepted' })
    expect(await system.printed(/^Garage\.Reset (.*)\n/m)).toBe("{ status: 'Accepted' }")
    station.say(4, await station.asked('Explode', {}), 'NotImplemented', 'no such action', {})
    expect(await system.printed(/^Garage\.Explode (.*)\n/m)).toBe('UNIMPLEMENTED no such action')
    const streamed = await system.printed(/^Garage\.DataTransfer (.*)\n/m)
    expect(streamed).toMatch(/^UNIMPLEMENTED .*the dialect ocpp has no streams/)
  })

  test('answers one that only calls', async () => {
    using station = await Station.dial(`${url}/ocpp/meter`)
    station.say(2, 'a', 'MeterValues', { connectorId: 1 })
    station.say(7, 'b', 'of a later version')
    station.say(4, 'c', { toString: 'hostile' }, { toString: 'hostile' }, 'to nobody')
    station.say(2, 'toString', 'constructor', {})
    expect(await station.told()).toEqual([3, 'a', {}])
    const nothing = 'there is no method Meter.constructor'
    expect(await station.told()).toEqual([4, 'toString', 'NotImplemented', nothing, {}])
    expect(await system.printed(/^metered (.*)\n/m)).toBe('{ connectorId: 1 }')
  })

  test('ends the connection of one that breaks the rules, and says why', async () => {
    using station = await Station.dial(`${url}/ocpp/meter`)
    const closed = station.closed()
    station.say(2, 1, 'MeterValues', {})
    const reason: unknown = expect.stringContaining('an id that is no short text')
    expect(await closed).toEqual({ code: 4400, reason })
  })
})

test('a provider of ours joins in that dialect, serves, and leaves in peace', async () => {
  const here = everywhere.find(({ name }) => name === 'Node 24') as Somewhere
  const text = "import { ocpp } from './ocpp.ts'\nexport const dialect = ocpp('Backend')\n"
  const { answer, code, end } = await visit(here, { text, files })
  expect(answer['values']).toEqual(answer['sent'])
  const lack: unknown = expect.stringContaining('the dialect ocpp has no streams')
  expect(answer).toMatchObject({
    greeting: 'hello attic',
    error: { code: 'PERMISSION_DENIED', message: 'object-1 is not yours', data: { id: 'object-1' } },
    streamed: { code: 'UNIMPLEMENTED', message: lack, execution: 'not-started' },
    streams: { code: 'UNIMPLEMENTED', message: lack, execution: 'finished' },
  })
  const message = 'there is no method Backend.missing'
  expect(answer['missing']).toEqual({ code: 'UNIMPLEMENTED', message, execution: 'not-started' })
  expect([code, end]).toEqual(['1000', quietEnd])
})

test('it compiles with the types of the packages, under the strictest settings', async () => {
  const { folder, main } = placeSystem()
  const settings = { ...platforms.Node, ...modules.nodenext, ...strictness.strictest }
  expect(await compile(folder, main, { ...settings, allowImportingTsExtensions: true })).toBe('')
})
