import { Ejection, type EjectionReason } from '../../src/protection/ejection.ts'
import type { EjectionOptions } from '../../src/protection/ejection-options.ts'
import type { Health } from '../../src/protection/health.ts'

/** An ejection with its instances, and what it told. Members are numbers, from 0. */
export class Ward {
  readonly told: string[] = []
  readonly ejection: Ejection<number>
  readonly all: Health<number>[] = []

  constructor(instances: number, options: EjectionOptions = {}) {
    this.ejection = new Ejection(options, {
      ejected: ({ member }, until: number, why: EjectionReason) =>
        this.told.push(`${member} ejected until ${until}: ${why}`),
      onTrial: ({ member }) => this.told.push(`${member} on trial`),
      restored: ({ member }) => this.told.push(`${member} restored`),
    })
    for (let member = 0; member < instances; member++) this.all.push(this.ejection.join(member, 0))
  }

  get(member: number): Health<number> {
    return this.all[member] as Health<number>
  }

  succeed(member: number, now: number, times: number = 1): void {
    for (let time = 0; time < times; time++) this.ejection.succeeded(this.get(member), now)
  }

  fail(member: number, now: number, times: number = 1): void {
    for (let time = 0; time < times; time++) this.ejection.failed(this.get(member), now)
  }

  leave(member: number, now: number): void {
    this.ejection.leave(this.get(member), now)
  }

  tryAgain(member: number, now: number): void {
    this.ejection.tryAgain(this.get(member), now)
  }

  /** Who is in which state. */
  in(state: Health['state']): readonly number[] {
    return this.all.filter((health) => health.state === state).map(({ member }) => member)
  }
}
