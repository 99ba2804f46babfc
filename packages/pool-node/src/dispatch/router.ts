import { RpcError } from '@wsrpc/core'
import type { Binding } from '../roster/binding.ts'

/** Which binding a call goes to, by the part of its name before the first dot. */
export class Router {
  readonly #byService = new Map<string, Binding>()
  #default: Binding | undefined

  /**
   * Sends the calls of these services to a binding; of no service: all that no other binding names.
   *
   * @throws TypeError when one of them has a path already, or there is a default already. Nothing was added then.
   */
  add(services: readonly string[], binding: Binding): void {
    for (const service of services) {
      const other = this.#byService.get(service)
      if (other === undefined) continue
      throw new TypeError(
        `service '${service}' is bound to ${other.policy.path} already: a service has one path`,
      )
    }
    if (services.length === 0) {
      if (this.#default !== undefined) {
        const { path } = this.#default.policy
        throw new TypeError(`the default path is ${path} already: name the services of one of the two`)
      }
      this.#default = binding
    }
    for (const service of services) this.#byService.set(service, binding)
  }

  /** Whether another path than the default one is the service's. */
  isNamed(service: string): boolean {
    return this.#byService.has(service)
  }

  /** @throws RpcError NOT_FOUND, not started. */
  route(service: string): Binding {
    const binding = this.#byService.get(service) ?? this.#default
    if (binding !== undefined) return binding
    throw new RpcError(
      'NOT_FOUND',
      `no path is bound to the service '${service}', and no default path is bound: pool.bind('/path', '${service}')`,
      { execution: 'not-started' },
    )
  }
}
