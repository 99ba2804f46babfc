import type { Alarm, Speaker } from '@wsrpc/core'
import type { Dispatch } from './dispatch/dispatch.ts'
import { Guard } from './dispatch/guard.ts'
import type { Desk } from './dispatch/router.ts'
import type { BindOptions } from './options.ts'
import type { JudgedProvider, PoolEvents } from './pool-events.ts'
import type { Binding } from './roster/binding.ts'
import type { Member } from './roster/instance.ts'
import type { Roster } from './roster/roster.ts'
import { Tallies } from './stats/tallies.ts'

export interface DeskParts {
  readonly alarm: Alarm
  readonly roster: Roster
  readonly dispatch: Dispatch
}

/** What dispatch needs of a bound path: its protection, as the options say, and its counters. */
export function makeDesk(
  binding: Binding,
  { ejection = {}, slowStart = 0, retryBudget = {} }: BindOptions,
  { alarm, roster, dispatch }: DeskParts,
  speaker: Speaker<PoolEvents>,
): Desk {
  const judged = ({ id: provider, name }: Member): JudgedProvider => {
    return { path: binding.policy.path, provider, name }
  }
  const guard = new Guard(
    binding,
    { ejection, slowStart, retryBudget },
    {
      roster,
      alarm,
      onEject: (member, until, reason) =>
        speaker.tell('eject', judged(member), { reason, ms: Math.round(until - alarm.now()) }),
      onRestore: (member) => speaker.tell('restore', judged(member)),
      onError: (error) => speaker.error(error),
      onGone: (member) => dispatch.gone(member),
    },
  )
  return { binding, guard, tallies: new Tallies() }
}
