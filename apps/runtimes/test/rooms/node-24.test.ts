import { describeRoom } from './support/describe-room.ts'

await describeRoom('Node 24')
