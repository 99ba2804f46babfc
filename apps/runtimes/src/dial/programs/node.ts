import { runJob } from './run-job.ts'
import { serve } from './serve.ts'

// For Bun, too.
serve(runJob)
