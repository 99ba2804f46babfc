/** Headers that keep a page, and what it shows, to itself. */

type Headers = Readonly<Record<string, string>>

const always: Headers = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
}

/** No script but our own files, no eval, nothing from elsewhere, in nobody's frame. */
export const pageHeaders: Headers = {
  ...always,
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self'",
    "worker-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
}

/** A file of a provider is not ours: opened as a page, it may show itself and do nothing. */
export const fileHeaders: Headers = {
  ...always,
  'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
}
