import { describe, expect, test } from 'vitest'
import { type RequestFacts, refuseRequest } from '../../src/page/http/gate.ts'

const token = 'a-token'
const rules = {
  loopback: { lan: false, knows: () => true },
  lan: { lan: true, knows: (given: string) => given === token },
}
const command: RequestFacts = {
  method: 'POST',
  host: '127.0.0.1:8080',
  origin: 'http://127.0.0.1:8080',
  contentType: 'application/json',
  token: '',
}
const lanCommand = { ...command, host: '192.168.1.5:8080', origin: 'http://192.168.1.5:8080', token }
const get: RequestFacts = { ...command, method: 'GET', origin: undefined, contentType: undefined }

describe('on loopback', () => {
  test.each([
    ['the page itself', command],
    ['by another loopback name', { ...command, host: 'localhost:1', origin: 'http://localhost:1' }],
    ['a look', get],
    ['a look from IPv6', { ...get, host: '[::1]:8080' }],
  ])('%s passes', (_what, facts) => {
    expect(refuseRequest(facts, rules.loopback)).toBeUndefined()
  })

  test.each([
    ['another origin', { origin: 'https://evil.example' }, 403],
    ['another port', { origin: 'http://127.0.0.1:9090' }, 403],
    ['another scheme', { origin: 'https://127.0.0.1:8080' }, 403],
    ['another loopback name', { origin: 'http://localhost:8080' }, 403],
    ['a page without an origin of its own', { origin: 'null' }, 403],
    ['no origin at all', { origin: undefined }, 403],
    ['a form', { contentType: 'text/plain' }, 415],
    ['another method', { method: 'PUT' }, 405],
    ["a page's own name that points here", { host: 'evil.example', origin: 'http://evil.example' }, 403],
    ['no host', { host: undefined }, 403],
    ['a host that is none', { host: 'a b' }, 403],
  ])('a command from %s is refused', (_what, changes, status) => {
    expect(refuseRequest({ ...command, ...changes }, rules.loopback)?.status).toBe(status)
  })

  test('a look by a name that points here is refused: it could read files', () => {
    expect(refuseRequest({ ...get, host: 'evil.example' }, rules.loopback)?.status).toBe(403)
  })
})

describe('in the network', () => {
  test('whoever has the token may give commands', () => {
    expect(refuseRequest(lanCommand, rules.lan)).toBeUndefined()
    expect(refuseRequest({ ...lanCommand, token: '' }, rules.lan)?.status).toBe(401)
    expect(refuseRequest({ ...lanCommand, token: 'guess' }, rules.lan)?.status).toBe(401)
  })

  test('and only from the page', () => {
    expect(refuseRequest({ ...lanCommand, origin: 'https://evil.example' }, rules.lan)?.status).toBe(403)
  })
})
