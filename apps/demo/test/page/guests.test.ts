import type { IncomingMessage } from 'node:http'
import type { HelloMessage } from '@wsrpc/pool-node'
import { beforeEach, expect, test } from 'vitest'
import { Guests, paths } from '../../src/page/guests.ts'

const request = { url: paths.tiles, headers: { origin: 'http://127.0.0.1' } } as IncomingMessage
let here: Set<string>
let now: number
let guests: Guests
beforeEach(() => {
  here = new Set()
  now = 0
  guests = new Guests(
    undefined,
    (name) => here.has(name),
    () => now,
  )
})
const come = (instance: string): string | false =>
  guests.authenticate(request, { instance, token: '' } as HelloMessage)

test('a tab that dials again is called as before, and no two are called the same', () => {
  expect([come('a'), come('b'), come('a')]).toEqual(['wren', 'robin', 'wren'])
})

test('the name of a tab that was let in and never came is free again', () => {
  come('a')
  now = 10_000
  expect(come('b'), 'it may be on its way').toBe('robin')
  now = 31_000
  expect(come('c')).toBe('wren')
})

test('the name of a tab that is here stays its own, however long', () => {
  here.add(String(come('a')))
  now = 1_000_000
  expect([come('b'), come('a')]).toEqual(['robin', 'wren'])
})
