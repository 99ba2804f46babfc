import { expect, test } from 'vitest'
import { Roster } from '../../src/roster/roster.ts'
import { arrive, path, ready, status } from './people.ts'

const quiet = (): Roster => new Roster(() => {})

test('of many that offer the same, what they offer is kept once', () => {
  const roster = quiet()
  const binding = path(['A'])
  const connections = Array.from({ length: 100 }, (_, n) => {
    return arrive(roster, binding, { id: `${n}`, instance: `i${n}` })
  })
  for (const each of connections) roster.update(each, status({ A: ['get', 'put'], B: ['x'] }))
  expect(new Set(connections.map((each) => each.status)).size).toBe(1)
  expect(new Set(connections.map((each) => each.member?.services)).size).toBe(1)
  expect(binding.offer('A')?.count('A.put')).toBe(100)
})

test.each([
  ['a method less', { A: ['get'] }, {}],
  ['another method', { A: ['get', 'set'] }, {}],
  ['a method more', { A: ['get', 'put', 'x'] }, {}],
  ['a service more', { A: ['get', 'put'], B: [] }, {}],
  ['another service', { B: ['get', 'put'] }, {}],
  ['another service that the path does not take', { A: ['get', 'put'], Secret: [] }, {}],
  ['that it is paused', { A: ['get', 'put'] }, { paused: true }],
] as const)('one that says %s has it for itself', (_, services, more) => {
  const roster = quiet()
  const binding = path(['A', 'B'])
  const [first, second] = ['1', '2'].map((id) => arrive(roster, binding, { id, instance: id })) as [
    ReturnType<typeof arrive>,
    ReturnType<typeof arrive>,
  ]
  roster.update(first, status({ A: ['get', 'put'] }))
  roster.update(second, status(services, more))
  const { Secret: _not, ...taken } = services as Record<string, readonly string[]>
  expect(second.services).toEqual(taken)
  expect(second.ignored).toEqual(Object.keys(services).filter((name) => name === 'Secret'))
  expect(second.paused).toBe('paused' in more)
  for (const [service, methods] of Object.entries(taken)) {
    for (const method of methods) expect(second.member?.offers(service, `${service}.${method}`)).toBe(true)
  }
  expect(first.services).toEqual({ A: ['get', 'put'] })
  expect(first.paused).toBe(false)
  roster.update(second, status({ A: ['get', 'put'] }))
  expect(second.services).toEqual({ A: ['get', 'put'] })
  expect(ready(binding, 'A')).toEqual(['1', '2'])
})

test('what a path takes may change between two that say the same', () => {
  const roster = quiet()
  const named = new Set<string>()
  const binding = path([], { takes: (service) => !named.has(service) })
  const [first, second] = ['1', '2'].map((id) => arrive(roster, binding, { id, instance: id })) as [
    ReturnType<typeof arrive>,
    ReturnType<typeof arrive>,
  ]
  roster.update(first, status({ A: ['x'], B: ['x'] }))
  named.add('B') // another path is bound to it
  roster.update(second, status({ A: ['x'], B: ['x'] }))
  expect(first.ignored).toEqual([])
  expect(second.ignored).toEqual(['B'])
  expect(second.services).toEqual({ A: ['x'] })
  expect(ready(binding, 'B')).toEqual(['1'])
})
