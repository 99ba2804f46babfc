/** Asks the pool's process for something: see the table of commands in apps/runtimes. */
export type Command = <T = unknown>(name: string, args?: object) => Promise<T>

/** What the pool's process answers. */
export type Reply = { readonly value?: unknown } | { readonly fault: string }

/**
 * The way to a pool's process, over its control port.
 *
 * @param control its URL, without a path.
 */
export function commandsTo(control: string): Command {
  return async <T>(name: string, args: object = {}) => {
    // Text, since a page may send that to another origin without asking first.
    const headers = { 'Content-Type': 'text/plain' }
    const body = JSON.stringify({ name, args })
    const response = await fetch(`${control}/command`, { method: 'POST', headers, body })
    const reply = (await response.json()) as Reply
    if ('fault' in reply) throw new Error(`the command ${name} failed: ${reply.fault}`)
    return reply.value as T
  }
}
