/** Under which addresses a page is found. Pure. */

import type { NetworkInterfaceInfo } from 'node:os'

type Interfaces = NodeJS.Dict<NetworkInterfaceInfo[]>

const everywhere: ReadonlySet<string> = new Set(['0.0.0.0', '::'])

/** The names of this machine that no other reaches, and by which a page may be opened there. */
const loopback: readonly string[] = ['localhost', '127.0.0.1', '::1']

/** Whether only this machine reaches it. */
export function isLoopback(host: string): boolean {
  return loopback.includes(host)
}

/** The same of the host of a URL, which has brackets around an IPv6 address. */
export function isLoopbackInUrl(hostname: string): boolean {
  return loopback.some((host) => inUrl(host) === hostname)
}

/** A host as a URL has it. */
function inUrl(host: string): string {
  return host.includes(':') ? `[${host}]` : host
}

/** Where this machine reaches a server that listens on a host: the processes dial it there. */
export function loopbackOf(host: string): string {
  if (!everywhere.has(host)) return inUrl(host)
  return host === '::' ? '[::1]' : '127.0.0.1'
}

/**
 * The links of a page, the best one first. The token goes into the fragment, which browsers send to nobody: no server,
 * no log and no `Referer` has it.
 */
export function linksOf(
  { host, port, token }: { readonly host: string; readonly port: number; readonly token: string | undefined },
  interfaces: Interfaces,
): string[] {
  const fragment = token === undefined ? '' : `#token=${token}`
  const others = Object.values(interfaces)
    .flatMap((list = []) => list)
    .filter(({ internal, family }) => !internal && family === 'IPv4')
    .map(({ address }) => address)
  const hosts = everywhere.has(host) ? [...others, loopbackOf(host)] : [inUrl(host)]
  return hosts.map((one) => `http://${one}:${port}/${fragment}`)
}
