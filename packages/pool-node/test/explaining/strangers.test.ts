import { expect, test } from 'vitest'
import { Office, rejection } from '../dispatch/office.ts'
import { StandIn } from '../dispatch/stand-in.ts'
import { arrive, leave, status } from '../roster/people.ts'
import { ask } from './ask.ts'

/** A line of its own, red, the rest backwards; ways to break a line, and to hide, that JSON lets pass. */
const names = [
  'w\nA.x fails at once',
  'w\r\u001b[31mred',
  'w\u202ekcab',
  'w\u2028next',
  'w\u009b31m',
  'w\u200b',
  'w\u{e0041}',
]

/** Nothing but what can be seen, but for the ends of the lines. */
const clean = /^[^\p{C}\p{Zl}\p{Zp}]*$/u

test.each(names)('no name or label of a provider makes a line of its own: %j', (name) => {
  using office = new Office()
  const binding = office.bind()
  const labels = { zone: name }
  const connection = arrive(office.roster, binding, { id: 'c', instance: name, name, link: new StandIn() })
  office.roster.update(connection, status({ A: ['x'] }, { labels }))
  const told = [
    ask(office, 'A.x'),
    ask(office, 'A.x', { affinity: name }),
    ask(office, 'A.x', { provider: name }),
    ask(office, 'A.x', { provider: `${name}2` }),
    ask(office, 'A.x', { labels: { zone: `${name}2` } }),
  ]
  using empty = new Office()
  told.push(ask(empty, `A.${name}`))
  office.roster.update(connection, status({ A: ['x'] }, { labels, paused: true }))
  told.push(ask(office, 'A.x'), ask(office, 'A.x', { affinity: name }), ask(office, `A.${name}`))
  for (const { text, excluded } of told) {
    const lines = text.split('\n')
    expect(lines.filter((line) => !clean.test(line) || line.startsWith('A.x fails'))).toEqual([])
    expect(excluded.filter((one) => !clean.test(one.text))).toEqual([])
    // As data it is what it is.
    for (const one of excluded) expect(one.name).toBe(name)
  }
  leave(office.roster, connection)
})

test('nor of an error', async () => {
  using office = new Office()
  const binding = office.bind()
  const lost = new StandIn()
  const who = { id: 'c', instance: 'i', name: 'w\nroot logged in' }
  lost.connection = arrive(office.roster, binding, { ...who, link: lost })
  office.status(lost, { A: ['x'] })
  const call = office.call('A.x')
  office.lose(lost, true)
  expect((await rejection(call)).message).toContain("its provider 'w\\u{a}root logged in' was lost")
})

test('a name in any script stays as it is', () => {
  const office = new Office()
  const binding = office.bind()
  const connection = arrive(office.roster, binding, { id: 'c', instance: 'i', name: "Zoë's 工人 – 7 \\ 8" })
  office.roster.update(connection, status({ A: ['x'] }))
  expect(ask(office, 'A.x').text).toContain("A.x goes to Zoë's 工人 – 7 \\ 8, the only one")
})
