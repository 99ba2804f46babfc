import type { Labels } from './connection-info.ts'
import type { Member } from './instance.ts'

/** What a call asks of its provider besides the method. All of it must fit. */
export interface Narrowing {
  /** Labels that it must have, with these values. */
  readonly labels?: Labels | undefined
  /** Its name, which is what it says of itself, or its instance id. */
  readonly provider?: string | undefined
  /** The id of who it proved to be. */
  readonly identity?: string | undefined
  /** The key of the one instance that is meant: `Instance.key`. */
  readonly instance?: string | undefined
}

/** What a call asks of the one who takes it. Those with equal keys ask the same. */
export class Demand {
  readonly key: string
  readonly service: string
  readonly method: string
  readonly labels: Labels | undefined
  readonly provider: string | undefined
  readonly identity: string | undefined
  readonly instance: string | undefined
  /** Only members with this among their `names` can fit, and few have it; `undefined`: any may. */
  readonly for: string | undefined
  /** It says who is to take it: there is nothing to choose, so what is made for choosing does not count. */
  readonly isNamed: boolean
  /** It asks for the method and nothing else, as nearly all do. */
  readonly isPlain: boolean

  /** @param method `Service.method` */
  constructor(method: string, narrowing?: Narrowing) {
    this.method = method
    this.service = method.slice(0, method.indexOf('.'))
    const { provider, identity, instance } = narrowing ?? {}
    // Nothing is asked by an empty one.
    const labels = Object.entries(narrowing?.labels ?? {})
    // A copy: it is kept with the key, and the application may change its own.
    this.labels = labels.length === 0 ? undefined : Object.fromEntries(labels)
    this.provider = provider
    this.identity = identity
    this.instance = instance
    this.for = instance ?? provider ?? identity
    this.isNamed = provider !== undefined || instance !== undefined
    this.isPlain = this.labels === undefined && this.for === undefined
    // No method of one can pass for the key of the other: they begin differently.
    this.key = this.isPlain
      ? `=${method}`
      : JSON.stringify([method, labels.sort(byName), provider ?? null, instance ?? null, identity ?? null])
  }

  /** Whether it is one whom this asks for, whether it could take a call now or not. */
  fits(member: Member): boolean {
    return this.isOfferedBy(member) && (this.isPlain || this.lackOf(member) === undefined)
  }

  /** Whether a member has the method. One that is asked for by name may say itself that it has not: there is no other. */
  isOfferedBy(member: Member): boolean {
    if (this.for !== undefined && member.anything) return true
    return member.offers(this.service, this.method)
  }

  /** What a member that has the method lacks; `undefined`: nothing. */
  lackOf(member: Member): 'provider' | 'identity' | 'label' | undefined {
    const { provider, identity, instance } = this
    if (instance !== undefined && member.instance.key !== instance) return 'provider'
    if (provider !== undefined && member.id !== provider && member.name !== provider) return 'provider'
    if (identity !== undefined && member.identity !== identity) return 'identity'
    for (const name in this.labels) {
      // Own ones only: no label is called `constructor` because all objects have one.
      if (!Object.hasOwn(member.labels, name) || member.labels[name] !== this.labels[name]) return 'label'
    }
    return undefined
  }
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1
}
