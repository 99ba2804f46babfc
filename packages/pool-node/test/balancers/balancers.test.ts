import { describeBalancer } from '@wsrpc/contract-tests/balancer'
import { describe } from 'vitest'
import { affinity } from '../../src/balancers/affinity.ts'
import { leastLoaded } from '../../src/balancers/least-loaded.ts'
import { random } from '../../src/balancers/random.ts'
import { roundRobin } from '../../src/balancers/round-robin.ts'

describeBalancer('leastLoaded', leastLoaded, { spread: 'chance', choices: 2, keys: 'ignored' })
describeBalancer('roundRobin', roundRobin, { spread: 'turns', keys: 'ignored' })
describeBalancer('random', random, { spread: 'chance', keys: 'ignored' })
describeBalancer('affinity', affinity, { spread: 'chance', choices: 2, keys: 'followed' })

describe('with turns for calls without a key', () => {
  describeBalancer('affinity', () => affinity(roundRobin()), { spread: 'turns', keys: 'followed' })
})
