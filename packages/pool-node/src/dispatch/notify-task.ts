import type { PoolConnection } from '../roster/instance.ts'
import { Task } from './task.ts'
import { at } from './trace.ts'

/** A notify: settles when it was handed to a provider. */
export class NotifyTask extends Task {
  sendTo(connection: PoolConnection): void {
    connection.link.notify(this.method, this.params, this.meta)
    this.succeed(undefined)
    this.trace?.tell({ type: 'sent', ...at(connection, 1), hedge: false })
  }

  get execution(): 'not-started' {
    return 'not-started'
  }

  protected giveUp(): void {}
}
