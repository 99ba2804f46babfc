import { shown } from './values.ts'

const joinNames = ['admit', 'authenticate', 'origins', 'hosts']
type Checked = 'new Pool' | 'bind' | 'bindIn' | 'listen' | 'call' | 'callAll' | 'drain'

/** What all calls can be told, also those to all. */
const callNames = [
  'timeout',
  'idleTimeout',
  'signal',
  'idempotencyKey',
  'metadata',
  'trace',
  'idempotent',
  'provider',
  'identity',
  'labels',
  'priority',
  'tenant',
  'observe',
]

const known: Readonly<Record<Checked, readonly string[]>> = {
  'new Pool': [
    ...joinNames,
    'maxAttempts',
    'heartbeat',
    'resumeWindow',
    'limits',
    'maxHandshakes',
    'exposeErrors',
    'interceptors',
    'runtime',
  ],
  bind: [
    ...joinNames,
    'services',
    'dialect',
    'concurrency',
    'balancer',
    'weight',
    'queue',
    'idempotent',
    'hedge',
    'retryBudget',
    'ejection',
    'slowStart',
    'callbacks',
  ],
  bindIn: [...joinNames, 'dialect'],
  listen: ['port', 'host', 'tls'],
  drain: ['timeout', 'server'],
  call: [...callNames, 'affinity', 'hedge'],
  callAll: callNames,
}

/** @throws TypeError naming an option that does not exist, and those that do. */
export function checkNames(where: Checked, options: object): void {
  const names = known[where]
  if (typeof options !== 'object' || options === null) {
    throw new TypeError(`the options of ${where} must be an object, not ${shown(options)}`)
  }
  for (const name in options) {
    if (!names.includes(name)) {
      throw new TypeError(`${where} has no option '${name}': it takes ${names.join(', ')}`)
    }
  }
}
