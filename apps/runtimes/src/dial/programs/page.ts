import { runJob } from './run-job.ts'

Object.assign(globalThis, { runJob })
