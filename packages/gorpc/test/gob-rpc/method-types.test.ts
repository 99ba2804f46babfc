// The types of a method count whether they stand under its name here or under the one that it has in Go.

import { DialectPair } from '@wsrpc/contract-tests/dialect/ends'
import { expect, test } from 'vitest'
import { gob, goGob, type GoGobOptions } from '../../src/index.ts'

/** What travels of a call with 2, answered with 3. */
function said(options: GoGobOptions, method = 'Backend.price'): unknown {
  const pair = new DialectPair(goGob(options), '', 'dialler')
  const { there } = pair.call(method, [2])
  pair.toNear({ type: 'result', id: there, value: 3 })
  return [pair.near.sent, pair.far.sent]
}

const typed = { param: gob.uint, result: gob.float }
const told = said({ types: { 'Backend.price': typed } })

test('a method with types is sent as these say', () => {
  expect(told).not.toEqual(said({}))
  expect(told).not.toEqual(said({ types: { 'Backend.price': { param: gob.uint } } }))
  expect(told).not.toEqual(said({ types: { 'Backend.price': { result: gob.float } } }))
})

test("and so it is by Go's own name", () => {
  expect(said({ types: { 'Backend.Price': typed } })).toEqual(told)
})

test('where names are as they are, only by that name', () => {
  const options = { capitals: false, types: { 'Backend.Price': typed } }
  expect(said(options, 'Backend.Price')).toEqual(told)
  expect(said(options, 'Backend.price')).toEqual(said({ capitals: false }, 'Backend.price'))
})
