import type { TlsOptions } from '@wsrpc/provider'
import type { Job, Report } from './job.ts'

/** PEM texts that a provider has. */
export type Certificates = Pick<TlsOptions, 'ca' | 'cert' | 'key'>

/** Dials in one runtime. */
export interface DialRoom extends AsyncDisposable {
  /** @throws Error with all that the runtime printed, when it ends before it is done, or takes longer than 20 s. */
  run(job: Job, certificates?: Certificates): Promise<Report>
}
