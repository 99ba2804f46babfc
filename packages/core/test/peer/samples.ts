import type { Message, MessageType, StatusMessage } from '../../src/message.ts'

export const hello: Extract<Message, { type: 'hello' }> = {
  type: 'hello',
  versions: [1, 1],
  agent: 'test',
  instance: 'i',
  features: [],
  limits: {},
}

export const welcome: Extract<Message, { type: 'welcome' }> = {
  type: 'welcome',
  version: 1,
  agent: 'test',
  connection: 'c',
  features: [],
  limits: {},
  heartbeat: { interval: 0, misses: 2 },
}

export const status: StatusMessage = { type: 'status', services: { S: ['m'] }, concurrency: 8 }

type Sendable = Exclude<MessageType, 'bad'>

/** One of each, as the other side would send it to a dialler or to an acceptor: the ids differ. */
export function sample(type: Sendable, to: 'dialler' | 'acceptor'): Message {
  const theirs = to === 'acceptor' ? 1001 : 1002
  const ours = to === 'acceptor' ? 1002 : 1001
  const samples: { readonly [Type in Sendable]: Extract<Message, { type: Type }> } = {
    hello,
    welcome,
    status,
    goAway: { type: 'goAway' },
    call: { type: 'call', id: theirs, method: 'S.m', params: [] },
    notify: { type: 'notify', id: theirs, method: 'S.m', params: [] },
    result: { type: 'result', id: ours, value: 1 },
    error: { type: 'error', id: ours, code: 'ABORTED', message: 'no', execution: 'finished' },
    refuse: { type: 'refuse', id: ours, reason: 'full' },
    cancel: { type: 'cancel', id: theirs },
    item: { type: 'item', id: theirs, value: 1, size: 3 },
    end: { type: 'end', id: theirs },
    fail: { type: 'fail', id: theirs, code: 'ABORTED', message: 'no' },
    credit: { type: 'credit', id: ours, bytes: 1000 },
    ping: { type: 'ping', nonce: 7 },
    pong: { type: 'pong', nonce: 7 },
  }
  return samples[type]
}
