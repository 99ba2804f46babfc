import { afterAll, beforeAll, describe, inject } from 'vitest'
import { factsOf } from '../../../src/dial/differences.ts'
import type { DialRoom } from '../../../src/dial/dial-room.ts'
import type { DialRuntime } from '../../../src/dial/rooms.ts'
import type {} from '../../../src/install/global-setup.ts'
import { isLeftOut } from '../../../src/install/programs.ts'
import { abortTests } from './abort.ts'
import { firstWordTests } from './first-words.ts'
import { givenTests } from './given.ts'
import { headerTests } from './headers.ts'
import { refusalTests } from './refusals.ts'
import { subprotocolTests } from './subprotocols.ts'
import { tlsTests } from './tls.ts'

/** What every runtime that dials from a process of its own is held to. */
export function describeDial({ name, path, start }: DialRuntime): void {
  describe.skipIf(isLeftOut(name, path))(`dialling from ${name}`, () => {
    let started: DialRoom | undefined
    beforeAll(async () => {
      started = await start(inject('projects'))
    })
    afterAll(() => started?.[Symbol.asyncDispose]())

    const room: Pick<DialRoom, 'run'> = {
      run: (...job) => (started as DialRoom).run(...job),
    }
    for (const tests of [
      tlsTests,
      headerTests,
      firstWordTests,
      givenTests,
      refusalTests,
      subprotocolTests,
      abortTests,
    ]) {
      tests(room, factsOf(name))
    }
  })
}
