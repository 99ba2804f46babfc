// Sessions with real processes of Go, as they were recorded: what each side said, in order. Where there is no Go they stand in
// for it; where there is, each is held anew, so that they stay true. With `RECORD` in the environment they are written.

import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, test } from 'vitest'
import { goIsMissing } from './peer/build.ts'
import { live, replay, type Session, sessionNames } from './peer/session.ts'

const file = fileURLToPath(new URL('recorded.json', import.meta.url))

if (goIsMissing !== undefined) {
  console.warn(`packages/gorpc: ${goIsMissing}, so recorded sessions stand in for it`)
}

function recorded(name: string): Session {
  return (JSON.parse(readFileSync(file, 'utf8')) as Record<string, Session>)[name] as Session
}

/** What does not depend on which Go it was: its bytes may differ from version to version. */
function ours({ messages, outcomes }: Session): unknown {
  return { said: messages.filter(({ by }) => by === 'us'), outcomes }
}

beforeAll(async () => {
  if (process.env['RECORD'] === undefined) return
  const sessions: Record<string, Session> = {}
  for (const name of sessionNames) sessions[name] = await live(name)
  writeFileSync(file, `${JSON.stringify(sessions, undefined, 2)}\n`)
})

test.each(sessionNames)('with what %s said our side says what it did', (name) => {
  const session = recorded(name)
  expect(session.messages.length).toBeGreaterThan(10)
  expect(replay(name, session.messages)).toEqual(session)
})

test.skipIf(goIsMissing).each(sessionNames)('%s is as it was', async (name) => {
  expect(ours(await live(name))).toEqual(ours(recorded(name)))
})
