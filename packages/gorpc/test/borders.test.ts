// What Go said, as one stream of bytes: it means the same whatever the borders of the messages that it comes in.

import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { replay, type Session, sessionNames } from './peer/session.ts'

const file = fileURLToPath(new URL('recorded.json', import.meta.url))
const sessions = JSON.parse(readFileSync(file, 'utf8')) as Record<string, Session>

type Messages = Session['messages']

/** The same, with what Go says one after the other in pieces of so many bytes. What our side says stays where it was. */
function cut(messages: Messages, size: number): Messages {
  return messages.flatMap((message): Messages => {
    const { by, hex } = message
    if (by === 'us') return [message]
    const pieces = hex.match(new RegExp(`.{1,${2 * size}}`, 'g')) ?? []
    return pieces.map((piece) => ({ by, hex: piece }))
  })
}

/** The same, with all that Go says in one message, behind all that our side says. */
function joined(messages: Messages): Messages {
  const hex = messages.flatMap((message) => (message.by === 'go' ? message.hex : [])).join('')
  return [...messages.filter(({ by }) => by === 'us'), { by: 'go', hex }]
}

function ours({ messages, outcomes }: Session): unknown {
  return { said: messages.flatMap(({ by, hex }) => (by === 'us' ? hex : [])), outcomes }
}

test.each(sessionNames)('%s', (name) => {
  const session = sessions[name] as Session
  for (const size of [1, 2, 3, 7, 50]) {
    expect(ours(replay(name, cut(session.messages, size)))).toEqual(ours(session))
  }
  expect(ours(replay(name, joined(session.messages)))).toEqual(ours(session))
})
