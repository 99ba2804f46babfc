import type { ConnectionInfo } from '@wsrpc/pool-node'
import { beforeEach, describe, expect, test } from 'vitest'
import { Attendance, lingers } from '../../src/page/attendance.ts'
import { pickName } from '../../src/page/names.ts'

const connection = (changes: Partial<ConnectionInfo> = {}): ConnectionInfo => ({
  id: 'c1',
  path: '/pool/tiles',
  name: 'maple',
  instance: 'i',
  identity: 'maple',
  remoteAddress: '127.0.0.1',
  subprotocol: '',
  since: 0,
  services: { Tiles: ['render'] },
  ignored: [],
  labels: { runtime: 'node 24' },
  concurrency: 2,
  inFlight: 1,
  paused: false,
  draining: false,
  ejected: false,
  share: 1,
  resumes: 0,
  bytesReceived: 0,
  bytesSent: 0,
  interrupted: false,
  ...changes,
})

let attendance: Attendance
beforeEach(() => void (attendance = new Attendance(lingers)))

const stateOf = (name: string): string | undefined =>
  attendance.views().find((view) => view.name === name)?.state

describe('a provider is', () => {
  test('starting until it has dialled in', () => {
    attendance.expect('maple', 'process')
    expect(attendance.views()).toEqual([
      {
        name: 'maple',
        kind: 'process',
        slot: 0,
        state: 'starting',
        connection: '',
        services: [],
        labels: {},
        inFlight: 0,
        concurrency: 0,
        answered: 0,
      },
    ])
  })

  test.each([
    [{}, 'ready'],
    [{ paused: true }, 'paused'],
    [{ draining: true }, 'leaving'],
    [{ paused: true, labels: { away: true } }, 'away'],
    [{ interrupted: true, paused: true }, 'returning'],
  ] as const)('%j: %s', (changes, state) => {
    attendance.expect('maple', 'process')
    attendance.joined('maple', connection(changes))
    expect(stateOf('maple')).toBe(state)
  })

  test('killed from the blow on, whatever the pool still hopes', () => {
    attendance.expect('maple', 'process')
    attendance.joined('maple', connection({ interrupted: true }))
    attendance.struck('maple', 'killed')
    expect(stateOf('maple')).toBe('killed')
    attendance.left('maple', 0)
    expect(attendance.views()[0]).toMatchObject({ state: 'killed', inFlight: 1 })
  })

  test('gone when it left, for a while, and then forgotten', () => {
    attendance.expect('wren', 'tab')
    attendance.joined('wren', connection())
    attendance.left('wren', 1000)
    expect(attendance.views()[0]).toMatchObject({ state: 'gone', inFlight: 0 })
    expect(attendance.drop(1000 + lingers)).toEqual([])
    expect(attendance.drop(1001 + lingers)).toEqual(['wren'])
    expect(attendance.has('wren')).toBe(false)
  })

  test('itself again when it comes back in time', () => {
    attendance.expect('wren', 'tab')
    attendance.joined('wren', connection())
    attendance.answered('c1')
    attendance.left('wren', 0)
    attendance.expect('wren', 'tab')
    attendance.joined('wren', connection({ id: 'c2' }))
    expect(attendance.views()).toMatchObject([{ state: 'ready', connection: 'c2', answered: 1, slot: 0 }])
  })
})

test('colours are never shared, and free ones are used again', () => {
  for (const name of ['a', 'b', 'c']) attendance.expect(name, 'tab')
  attendance.left('b', 0)
  expect(attendance.drop(lingers + 1)).toEqual(['b'])
  attendance.expect('d', 'tab')
  attendance.expect('e', 'tab')
  expect(attendance.views().map(({ name, slot }) => [name, slot])).toEqual([
    ['a', 0],
    ['c', 2],
    ['d', 1],
    ['e', 3],
  ])
})

test('answers count for whoever gave them', () => {
  for (const name of ['maple', 'willow']) attendance.expect(name, 'process')
  attendance.joined('maple', connection({ id: 'm' }))
  attendance.joined('willow', connection({ id: 'w' }))
  attendance.answered('w')
  attendance.answered('nobody')
  expect(attendance.views().map(({ answered }) => answered)).toEqual([0, 1])
  expect(attendance.ownerOf('w')).toEqual({ by: 'willow', slot: 1 })
  expect(attendance.ownerOf('nobody')).toEqual({ by: '', slot: 0 })
})

test('names never run out', () => {
  const taken = new Set<string>()
  for (let tab = 0; tab < 25; tab++) taken.add(pickName('tab', (name) => taken.has(name)))
  expect(taken.size).toBe(25)
})
