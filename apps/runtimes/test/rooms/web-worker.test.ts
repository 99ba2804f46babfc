import { describeRoom } from './support/describe-room.ts'

await describeRoom('Chromium, Web Worker')
