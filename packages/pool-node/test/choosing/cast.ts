import type { StatusMessage } from '@wsrpc/core'
import { answerOf, type CallAllResult } from '../../src/dispatch/call-all.ts'
import { CallTask } from '../../src/dispatch/call-task.ts'
import type { CallAllOptions } from '../../src/options.ts'
import type { Binding } from '../../src/roster/binding.ts'
import type { Identity } from '../../src/roster/connection-info.ts'
import { type Cast, type Office, rejection } from '../dispatch/office.ts'
import { StandIn } from '../dispatch/stand-in.ts'
import { arrive } from '../roster/people.ts'

/** Who comes in: with a name, or as somebody who proved who it is. The office's own providers have neither. */
export interface Guise extends Cast {
  readonly instance: string
  readonly name?: string
  readonly identity?: Identity
}

let guests = 0

/** A provider comes in under a name and says what it offers. */
export function enter(
  office: Office,
  binding: Binding,
  services: StatusMessage['services'],
  { instance, name, identity, ...said }: Guise,
): StandIn {
  const standIn = new StandIn()
  standIn.connection = arrive(office.roster, binding, {
    id: `guest-${guests++}`,
    instance,
    link: standIn,
    ...(name === undefined ? {} : { name }),
    ...(identity === undefined ? {} : { identity }),
  })
  office.status(standIn, services, said)
  return standIn
}

/** How many calls each was ever given. */
export function counts(...all: readonly StandIn[]): readonly number[] {
  return all.map(({ log }) => log.length)
}

/** All that is open is answered, also what is sent meanwhile. */
export function answerAll(...all: readonly StandIn[]): void {
  for (let at = all.findIndex(isBusy); at >= 0; at = all.findIndex(isBusy)) all[at]?.answer('ok')
}

function isBusy({ open }: StandIn): boolean {
  return open.length > 0
}

/** Time passes until a call has none left. @returns its error. */
export function timeUp(
  office: Office,
  call: Promise<unknown>,
  timeout: number,
): ReturnType<typeof rejection> {
  office.clock.advance(timeout + 30)
  return rejection(call)
}

/** As an ejection does: it gets calls only where there is no choice; or it gets its share again. */
export function bar(office: Office, binding: Binding, { connection }: StandIn, barred = true): void {
  if (connection.member !== undefined) binding.bar(connection.member, barred)
  office.roster.refresh(connection.of)
}

/** The pool's `callAll`, on an office. */
export async function callAll(
  office: Office,
  method: string,
  params: readonly unknown[] = [],
  options?: CallAllOptions,
): Promise<CallAllResult<unknown>[]> {
  const members = office.calls.all(method, params, options)
  return Promise.all(
    members.map((member) => {
      const { id: provider, instance } = member
      const ask = (): Promise<unknown> =>
        office.calls.run(CallTask, method, params, { ...options, provider }, instance.key)
      return answerOf(member, method, ask)
    }),
  )
}

/** What each provider answered, or the code and execution of its error; by provider. */
export function told(results: readonly CallAllResult<unknown>[]): Record<string, unknown> {
  return Object.fromEntries(
    results.map((result) => [
      result.provider,
      'error' in result ? `${result.error.code} ${result.error.execution}` : result.value,
    ]),
  )
}
