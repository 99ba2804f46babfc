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
  defined,
  numberField,
  objectField,
  optional,
  stringField,
  stringsField,
} from './fields.ts'

/** The protocol versions that this package speaks, oldest and newest. */
export const protocolVersions: readonly [oldest: number, newest: number] = [1, 1]

/** The newest version that both sides speak, or `undefined`. */
export function commonVersion(theirs: readonly [number, number]): number | undefined {
  const newest = Math.min(theirs[1], protocolVersions[1])
  return newest >= theirs[0] && newest >= protocolVersions[0] ? newest : undefined
}

export function readHello(content: unknown): HelloMessage {
  const fields = objectField(content, 'HELLO')
  return defined<HelloMessage>({
    type: 'hello',
    versions: readVersions(fields['versions']),
    agent: stringField(fields['agent'], 'HELLO agent', 256),
    instance: stringField(fields['instance'], 'HELLO instance', 256),
    name: optional(fields['name'], 'HELLO name', (value, where) => stringField(value, where, 256)),
    features: stringsField(fields['features'] ?? [], 'HELLO features'),
    limits: readLimits(fields['limits'], 'HELLO limits'),
    token: optional(fields['token'], 'HELLO token', (value, where) => stringField(value, where, 16 * 1024)),
    resume: optional(fields['resume'], 'HELLO resume', readRequest),
  })
}

export function readWelcome(content: unknown): WelcomeMessage {
  const fields = objectField(content, 'WELCOME')
  const heartbeat = objectField(fields['heartbeat'], 'WELCOME heartbeat')
  return defined<WelcomeMessage>({
    type: 'welcome',
    version: numberField(fields['version'], 'WELCOME version'),
    agent: stringField(fields['agent'], 'WELCOME agent', 256),
    connection: stringField(fields['connection'], 'WELCOME connection', 256),
    features: stringsField(fields['features'] ?? [], 'WELCOME features'),
    limits: readLimits(fields['limits'], 'WELCOME limits'),
    heartbeat: {
      interval: numberField(heartbeat['interval'], 'WELCOME heartbeat interval'),
      misses: numberField(heartbeat['misses'], 'WELCOME heartbeat misses'),
    },
    resume: optional(fields['resume'], 'WELCOME resume', readOffer),
    resumed: fields['resumed'] === true ? true : undefined,
    received: optional(fields['received'], 'WELCOME received', numberField),
  })
}

export function readStatus(content: unknown): StatusMessage {
  const fields = objectField(content, 'STATUS')
  const services = Object.entries(objectField(fields['services'], 'STATUS services'))
  return defined<StatusMessage>({
    type: 'status',
    // Names from the wire are keys here: no prototype, so that none of them means something.
    services: Object.assign(
      Object.create(null) as object,
      Object.fromEntries(
        services.map(([name, methods]) => [name, stringsField(methods, `STATUS service ${name}`)]),
      ),
    ),
    concurrency: numberField(fields['concurrency'], 'STATUS concurrency'),
    labels: optional(fields['labels'], 'STATUS labels', readLabels),
    paused: fields['paused'] === true ? true : undefined,
  })
}

export function readGoAway(content: unknown): GoAwayMessage {
  const fields = objectField(content, 'GOAWAY')
  return defined<GoAwayMessage>({
    type: 'goAway',
    reason: optional(fields['reason'], 'GOAWAY reason', stringField),
    retryAfter: optional(fields['retryAfter'], 'GOAWAY retryAfter', numberField),
    url: optional(fields['url'], 'GOAWAY url', stringField),
  })
}

function readRequest(value: unknown, where: string): ResumeRequest {
  const fields = objectField(value, where)
  return {
    connection: stringField(fields['connection'], `${where} connection`, 256),
    secret: stringField(fields['secret'], `${where} secret`, 256),
    received: numberField(fields['received'], `${where} received`),
  }
}

function readOffer(value: unknown, where: string): ResumeOffer {
  const fields = objectField(value, where)
  return {
    secret: stringField(fields['secret'], `${where} secret`, 256),
    window: numberField(fields['window'], `${where} window`),
  }
}

function readVersions(value: unknown): readonly [number, number] {
  const [oldest, newest] = arrayField(value, 'HELLO versions')
  return [numberField(oldest, 'HELLO versions[0]'), numberField(newest, 'HELLO versions[1]')]
}

function readLimits(value: unknown, where: string): Partial<Limits> {
  const fields = objectField(value ?? {}, where)
  const limits: Partial<Limits> = {}
  for (const name of Object.keys(defaultLimits) as (keyof Limits)[]) {
    const limit = optional(fields[name], `${where} ${name}`, numberField)
    if (limit === undefined) continue
    if (limit < smallestLimits[name]) {
      throw new ProtocolError('malformed', `${where} ${name} must be at least ${smallestLimits[name]}`)
    }
    limits[name] = limit
  }
  return limits
}

function readLabels(value: unknown, where: string): Readonly<Record<string, LabelValue>> {
  const labels = objectField(value, where)
  for (const [name, label] of Object.entries(labels)) {
    if (typeof label !== 'string' && typeof label !== 'number' && typeof label !== 'boolean') {
      throw new ProtocolError('malformed', `${where} ${name} must be a string, a number or a boolean`)
    }
  }
  return labels as Readonly<Record<string, LabelValue>>
}
