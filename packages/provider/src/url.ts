/**
 * Where to dial. Errors show a URL without its query, since people do put secrets there.
 */

const schemes: Readonly<Record<string, string>> = {
  'ws:': 'ws:',
  'wss:': 'wss:',
  'http:': 'ws:',
  'https:': 'wss:',
}

/**
 * A URL as it is dialled: `http:` and `https:` become `ws:` and `wss:`.
 *
 * @throws TypeError that says what is wrong with it and what to write instead.
 */
export function parseUrl(value: unknown, base?: string): URL {
  const url = typeof value === 'string' || value instanceof URL ? parse(value, base) : undefined
  if (url === undefined) {
    throw new TypeError("url must be an absolute URL, as 'wss://pool.example.com/backend' is")
  }
  const scheme = schemes[url.protocol]
  if (scheme === undefined) throw new TypeError(`url must begin with ws: or wss:, not ${url.protocol}`)
  if (url.username !== '' || url.password !== '') {
    throw new TypeError(
      'url must not have a user name or a password in it: use the options `token` or `headers`',
    )
  }
  // RFC 6455, section 3: a WebSocket URL has none.
  if (url.hash !== '') throw new TypeError("url must not have a '#fragment'")
  url.protocol = scheme
  return url
}

/** A URL for people: without query. */
export function showUrl(url: URL): string {
  return `${url.protocol}//${url.host}${url.pathname}`
}

/**
 * Where the pool sends us with its GOAWAY, if that may be followed: to the origin that we are at, or to one that is
 * listed; never from wss to ws.
 *
 * @throws TypeError that says why not.
 */
export function followRedirect(to: string, from: URL, allowed: ReadonlySet<string>): URL {
  const url = parseUrl(to, from.href)
  if (from.protocol === 'wss:' && url.protocol !== 'wss:') {
    throw new TypeError(`the pool sends us from wss: to ${url.origin}, without encryption`)
  }
  if (url.origin === from.origin || allowed.has(url.origin)) return url
  throw new TypeError(
    `the pool sends us to ${url.origin}, another origin: list it in the option \`redirects\` if that is meant`,
  )
}

function parse(value: string | URL, base: string | undefined): URL | undefined {
  try {
    return new URL(value, base) // always a copy: the caller's is left alone
  } catch {
    return undefined
  }
}
