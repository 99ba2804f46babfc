/** For tests of wsrpc and of what is built with it: no socket, no real time. */
export { MemoryTransport } from './link/memory.ts'
export { ManualClock } from './testing/manual-clock.ts'
export { peerPair, type PeerEnd } from './testing/peer-pair.ts'
