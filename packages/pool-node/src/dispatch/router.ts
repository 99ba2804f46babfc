import { RpcError } from '@wsrpc/core'
import type { Binding } from '../roster/binding.ts'
import { Demand } from '../roster/demand.ts'
import type { Tallies } from '../stats/tallies.ts'
import type { Tally } from '../stats/tally.ts'
import type { Guard } from './guard.ts'

/** Most methods that are remembered; past it, all are forgotten. An application may take their names from strangers. */
const mostRoutes = 10_000

/** A bound path, as dispatch sees it. */
export interface Desk {
  readonly binding: Binding
  readonly guard: Guard
  readonly tallies: Tallies
}

/** What is known of a method before anything is called: worked out once. */
export interface Route extends Desk {
  /** `Service.method` */
  readonly method: string
  /** Of a call that asks for nothing else. */
  readonly demand: Demand
  /** What the path says of it. */
  readonly idempotent: boolean
  /** Where its calls are counted, once one was sent. */
  tally: Tally | undefined
}

/** Which binding a call goes to, by the part of its name before the first dot. */
export class Router {
  readonly #byService = new Map<string, Desk>()
  readonly #routes = new Map<string, Route>()
  #default: Desk | undefined

  /**
   * Sends the calls of these services to a binding; of no service: all that no other binding names.
   *
   * @throws TypeError when one of them has a path already, or there is a default already. Nothing was added then.
   */
  add(services: readonly string[], desk: Desk): void {
    for (const service of services) {
      const other = this.#byService.get(service)
      if (other === undefined) continue
      throw new TypeError(
        `service '${service}' is bound to ${other.binding.policy.path} already: a service has one path`,
      )
    }
    if (services.length === 0) {
      if (this.#default !== undefined) {
        const { path } = this.#default.binding.policy
        throw new TypeError(`the default path is ${path} already: name the services of one of the two`)
      }
      this.#default = desk
    }
    for (const service of services) this.#byService.set(service, desk)
    this.#routes.clear()
  }

  /** Whether another path than the default one is the service's. */
  isNamed(service: string): boolean {
    return this.#byService.has(service)
  }

  /** @throws RpcError NOT_FOUND, not started. */
  route(method: string): Route {
    const known = this.#routes.get(method)
    if (known !== undefined) return known
    const demand = new Demand(method)
    const desk = this.#byService.get(demand.service) ?? this.#default
    if (desk === undefined) throw notBound(demand.service)
    const { binding, guard, tallies } = desk
    const idempotent = binding.policy.idempotent(method)
    const route: Route = { method, binding, guard, tallies, demand, idempotent, tally: undefined }
    if (this.#routes.size >= mostRoutes) this.#routes.clear()
    this.#routes.set(method, route)
    return route
  }
}

function notBound(service: string): RpcError {
  const message = `no path is bound to the service '${service}', and no default path is bound: pool.bind('/path', '${service}')`
  return new RpcError('NOT_FOUND', message, { execution: 'not-started' })
}
