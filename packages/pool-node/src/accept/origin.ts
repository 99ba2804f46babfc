/** Which browser pages may connect: exact origins, as in `https://app.example`, or a function. */
export type Origins = readonly string[] | ((origin: string) => boolean)

/** What a request says about where it comes from. */
export interface OriginFacts {
  /** The `Origin` header. Only browsers send one, and no page can forge it. */
  readonly origin: string | undefined
  /** The `Host` header. */
  readonly host: string | undefined
  /** The address of this end of the socket. */
  readonly localAddress: string | undefined
  /** Whether the socket is TLS. */
  readonly secure: boolean
}

const loopbackHosts: readonly string[] = ['localhost', '127.0.0.1', '[::1]']

/**
 * Why a browser's request is refused, or `undefined` if it may pass.
 *
 * Any page in the world can make a visitor's browser open a WebSocket to any address that the visitor reaches, so
 * by default only pages of the pool's own host pass (RFC 6455, section 10.2). On loopback the host must also be
 * a loopback name: else a page could point its own name there (DNS rebinding) and be of the same host.
 */
export function refuseOrigin(
  facts: OriginFacts,
  origins: Origins | undefined,
  hosts: readonly string[] | undefined,
): string | undefined {
  const { origin, host } = facts
  if (origin === undefined) return undefined // not a browser
  const saw = `Origin ${JSON.stringify(origin.slice(0, 200))}`
  if (origin === 'null')
    return `${saw} is refused: a page without an origin of its own can't prove what it is`
  if (typeof origins === 'function') {
    // Nothing but true: the promise of an async function would let everybody in.
    return origins(origin) === true ? undefined : `${saw} is refused by the pool's origins function`
  }
  if (origins?.includes(origin) === true) return undefined
  const name = hostname(host)
  const allowed = hosts ?? (isLoopback(facts.localAddress) ? loopbackHosts : undefined)
  if (
    name === undefined ||
    (allowed !== undefined && !allowed.some((one) => one.toLowerCase() === name || one === host))
  ) {
    return `Host ${JSON.stringify(host ?? '')} is not a name of this pool: list it in the option hosts`
  }
  if (sameHost(origin, host as string, facts.secure)) return undefined
  return `${saw} is not of this host (${host}): list it in the option origins`
}

/** Whether an address is of this machine only. */
export function isLoopback(address: string | undefined): boolean {
  return address !== undefined && (/^(::ffff:)?127\./.test(address) || address === '::1')
}

function hostname(host: string | undefined): string | undefined {
  if (host === undefined || !URL.canParse(`http://${host}`)) return undefined
  return new URL(`http://${host}`).hostname
}

function sameHost(origin: string, host: string, secure: boolean): boolean {
  if (!URL.canParse(origin)) return false
  const page = new URL(origin)
  // A TLS proxy in front makes the page's scheme https while the socket here is plain. The other way round, anyone on
  // the way could have written a plain page: it does not reach a TLS pool.
  if (page.protocol !== 'https:' && (page.protocol !== 'http:' || secure)) return false
  // The default port is left out of both, so compare what a URL makes of them.
  return page.host === new URL(`${page.protocol}//${host}`).host
}
