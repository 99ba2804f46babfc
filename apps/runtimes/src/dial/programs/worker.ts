import type { Job } from '../job.ts'
import { runJob } from './run-job.ts'

export default {
  async fetch(request: Request): Promise<Response> {
    return Response.json(await runJob((await request.json()) as Job))
  },
}
