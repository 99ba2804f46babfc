import { describe, expect, test } from 'vitest'
import { gob, goGob, goJson, goOrigin } from '../src/index.ts'

const both = [
  ['goJson', goJson as (options: never) => unknown],
  ['goGob', goGob as (options: never) => unknown],
] as const

describe.each(both)('%s', (name, dialect) => {
  test.each([
    [null, `the options of ${name} must be an object`],
    [{ capital: true }, `${name} has no option 'capital': it takes capitals, nothing, subprotocol`],
    [{ capitals: 'yes' }, 'capitals must be true or false'],
    [{ nothing: true }, 'nothing must be a function'],
    [{ subprotocol: 'a b' }, 'subprotocol must be a name that a header can hold'],
    [{ subprotocol: '' }, 'subprotocol must be a name that a header can hold'],
  ])('refuses the options %o', (options, message) => {
    expect(() => dialect(options as never)).toThrow(TypeError)
    expect(() => dialect(options as never)).toThrow(message)
  })

  test('with a subprotocol is not spoken without one', () => {
    expect(dialect({ subprotocol: 'mine' } as never)).toMatchObject({ subprotocols: ['mine'], bare: false })
    expect(dialect({} as never)).toMatchObject({ bare: true })
  })
})

test.each([
  [null, 'types must be an object'],
  [{ 'A.b': gob.string.kind }, "types['A.b'] must be an object"],
  [{ 'A.b': { params: gob.string } }, "types['A.b'] has no 'params': there are param and result"],
  [{ 'A.b': { param: 'string' } }, "types['A.b'].param must be a type of gob"],
  [{ 'A.b': { param: () => gob.int } }, "types['A.b'].param must be a type of gob"],
  [{ get: { param: gob.string } }, "types['get'] names no method of a service: write 'Service.get'"],
  [{ 'A.b': {}, 'A.B': { param: gob.string } }, "types['A.B'] is of a method that types has already"],
])('goGob refuses the types %o', (types, message) => {
  expect(() => goGob({ types: types as never })).toThrow(TypeError)
  expect(() => goGob({ types: types as never })).toThrow(message)
})

test('only the Go library passes as one', () => {
  expect(goOrigin('http://localhost/')).toBe(true)
  expect(['http://localhost', 'https://localhost/', 'null', ''].filter(goOrigin)).toEqual([])
})
