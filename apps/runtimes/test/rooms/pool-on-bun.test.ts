import { describePoolOn } from './support/describe-room.ts'

await describePoolOn('Bun')
