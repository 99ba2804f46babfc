import { describeBalancer } from '@wsrpc/contract-tests/balancer'
import { leastLoaded } from '../../src/balancers/least-loaded.ts'
import { random } from '../../src/balancers/random.ts'
import { roundRobin } from '../../src/balancers/round-robin.ts'

describeBalancer('leastLoaded', leastLoaded, { spread: 'chance', choices: 2 })
describeBalancer('roundRobin', roundRobin, { spread: 'turns' })
describeBalancer('random', random, { spread: 'chance' })
