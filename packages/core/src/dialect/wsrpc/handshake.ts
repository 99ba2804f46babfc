import { defaultLimits, type Limits, smallestLimits } from '../../limits.ts'
import type {
  GoAwayMessage,
  HelloMessage,
  LabelValue,
  ResumeOffer,
  ResumeRequest,
  StatusMessage,
  WelcomeMessage,
} from '../../message.ts'
import { ProtocolError } from '../../close.ts'
import {
  arrayField,
  type Key,
  numberField,
  objectField,
  readFields,
  shortField,
  stringField,
  stringsField,
  type Table,
  trueField,
  type Where,
} from './fields.ts'

/** The protocol versions that this package speaks, oldest and newest. */
export const protocolVersions: readonly [oldest: number, newest: number] = [1, 1]

/** The newest version that both sides speak, or `undefined`. */
export function commonVersion(theirs: readonly [number, number]): number | undefined {
  const newest = Math.min(theirs[1], protocolVersions[1])
  return newest >= theirs[0] && newest >= protocolVersions[0] ? newest : undefined
}

/** What a message has besides its type. */
type Content<T> = Table<Omit<T, 'type'>>

const request: Table<ResumeRequest> = { connection: shortField, secret: shortField, received: numberField }
const offer: Table<ResumeOffer> = { secret: shortField, window: numberField }
const heartbeat: Table<WelcomeMessage['heartbeat']> = { interval: numberField, misses: numberField }

const hello: Content<HelloMessage> = {
  versions: readVersions,
  agent: shortField,
  instance: shortField,
  name: [shortField],
  features: readFeatures,
  limits: readLimits,
  token: [(value, where, key) => stringField(value, where, key, 16 * 1024)],
  resume: [(value, where, key) => readFields(value, `${where} ${key}`, request)],
}

const welcome: Content<WelcomeMessage> = {
  version: numberField,
  agent: shortField,
  connection: shortField,
  features: readFeatures,
  limits: readLimits,
  heartbeat: (value, where, key) => readFields(value, `${where} ${key}`, heartbeat),
  resume: [(value, where, key) => readFields(value, `${where} ${key}`, offer)],
  resumed: [trueField],
  received: [numberField],
}

const status: Content<StatusMessage> = {
  services: readServices,
  concurrency: numberField,
  labels: [readLabels],
  paused: [trueField],
}

const goAway: Content<GoAwayMessage> = {
  reason: [stringField],
  retryAfter: [numberField],
  url: [stringField],
}

export function readHello(content: unknown): HelloMessage {
  return { type: 'hello', ...readFields(content, 'HELLO', hello) }
}

export function readWelcome(content: unknown): WelcomeMessage {
  return { type: 'welcome', ...readFields(content, 'WELCOME', welcome) }
}

export function readStatus(content: unknown): StatusMessage {
  return { type: 'status', ...readFields(content, 'STATUS', status) }
}

export function readGoAway(content: unknown): GoAwayMessage {
  return { type: 'goAway', ...readFields(content, 'GOAWAY', goAway) }
}

function readVersions(value: unknown, where: Where, key: Key): readonly [number, number] {
  const [oldest, newest] = arrayField(value, where, key)
  return [numberField(oldest, where, `${key}[0]`), numberField(newest, where, `${key}[1]`)]
}

function readFeatures(value: unknown, where: Where, key: Key): readonly string[] {
  return stringsField(value ?? [], where, key)
}

function readLimits(value: unknown, where: Where, key: Key): Partial<Limits> {
  const inside = `${where} ${key}`
  const table = Object.fromEntries(Object.keys(defaultLimits).map((name) => [name, [readLimit]]))
  return readFields(value ?? {}, inside, table as unknown as Table<Partial<Limits>>)
}

function readLimit(value: unknown, where: Where, key: Key): number {
  const limit = numberField(value, where, key)
  const least = smallestLimits[key as keyof Limits]
  if (limit >= least) return limit
  throw new ProtocolError('malformed', `${where} ${key} must be at least ${least}`)
}

function readServices(value: unknown, where: Where, key: Key): StatusMessage['services'] {
  // Names from the wire are keys here: no prototype, so that none of them means something.
  const services = Object.create(null) as Record<string, readonly string[]>
  for (const [name, methods] of Object.entries(objectField(value, where, key))) {
    services[name] = stringsField(methods, where, `service ${name}`)
  }
  return services
}

function readLabels(value: unknown, where: Where, key: Key): Readonly<Record<string, LabelValue>> {
  const labels = objectField(value, where, key)
  for (const [name, label] of Object.entries(labels)) {
    if (typeof label === 'string' || typeof label === 'number' || typeof label === 'boolean') continue
    throw new ProtocolError('malformed', `${where} ${key} ${name} must be a string, a number or a boolean`)
  }
  return labels as Readonly<Record<string, LabelValue>>
}
