import { expect, test } from 'vitest'
import { JsonRpcError, jsonrpc } from '../src/index.ts'

test.each([
  [
    { services: 'Math' },
    /jsonrpc has no option 'services': it takes service, byName, batch, cancel, subprotocol/,
  ],
  [{ service: 'a.b' }, /a service's name/],
  [{ byName: 'A.b' }, /byName must be a list of methods/],
  [{ byName: [1] }, /byName must be a list of methods/],
  [{ byName: ['A.b', 'subtract'] }, /byName has 'subtract', .* 'Service.method'/],
  [{ byName: ['.b'] }, /byName has '.b'/],
  [{ byName: ['A.'] }, /byName has 'A.'/],
  [{ batch: 1 }, /batch must be true or false/],
  [{ cancel: 'no' }, /cancel must be true or false/],
  [{ subprotocol: 'a b' }, /subprotocol must be a name/],
  [{ subprotocol: '' }, /subprotocol must be a name/],
  [null, /the options of jsonrpc must be an object/],
])('the options %j are refused, saying why', (options, message) => {
  expect(() => jsonrpc(options as object)).toThrow(message)
  expect(() => jsonrpc(options as object)).toThrow(TypeError)
})

test('a method may have more dots, a service has none', () => {
  expect(jsonrpc({ byName: ['A.b', 'A.b.c'] }).name).toBe('jsonrpc')
})

test('undefined is as if it were left out', () => {
  const options = { service: undefined, byName: undefined, batch: undefined, cancel: undefined } as object
  expect(jsonrpc(options).features).toEqual(['notify', 'cancel'])
})

test('what it can do is in its features', () => {
  expect(jsonrpc({ cancel: false })).toMatchObject({ features: ['notify'], bare: true, handshake: false })
  expect(jsonrpc({ subprotocol: 'x' })).toMatchObject({ subprotocols: ['x'], bare: false })
})

test('a JsonRpcError needs an integer', () => {
  expect(new JsonRpcError(-1, 'no')).toMatchObject({ code: -1, message: 'no', name: 'JsonRpcError' })
  expect(() => new JsonRpcError(1.5, 'no')).toThrow(TypeError)
})
