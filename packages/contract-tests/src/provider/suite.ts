import { callbacks } from './groups/callbacks.ts'
import { cancel } from './groups/cancel.ts'
import { close } from './groups/close.ts'
import { connect } from './groups/connect.ts'
import { deadline } from './groups/deadline.ts'
import { drain } from './groups/drain.ts'
import { errors } from './groups/errors.ts'
import { interceptors } from './groups/interceptors.ts'
import { large } from './groups/large.ts'
import { limits } from './groups/limits.ts'
import { pause } from './groups/pause.ts'
import { reconnect } from './groups/reconnect.ts'
import { resume } from './groups/resume.ts'
import { serve } from './groups/serve.ts'
import { streamsIn } from './groups/streams-in.ts'
import { streamsOut } from './groups/streams-out.ts'
import { tls } from './groups/tls.ts'
import { turnedAway } from './groups/turned-away.ts'
import { values } from './groups/values.ts'
import type { Group } from './test.ts'

/** What `@wsrpc/provider` promises, whatever it runs on. */
export const suite: Readonly<Record<string, Group>> = {
  connect,
  'turned away': turnedAway,
  tls,
  serve,
  values,
  large,
  'streams out': streamsOut,
  'streams in': streamsIn,
  callbacks,
  errors,
  interceptors,
  cancel,
  deadline,
  limits,
  pause,
  drain,
  reconnect,
  resume,
  close,
}
