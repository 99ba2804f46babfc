import { describeRoom } from './support/describe-room.ts'

await describeRoom('workerd, Durable Object')
