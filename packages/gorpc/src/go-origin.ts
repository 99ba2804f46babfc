/**
 * For the pool's option `origins`: lets in the Go library, which says that it is a page of `http://localhost/`. No browser sends
 * that: an origin has no slash behind it (RFC 6454, section 6.2). All other pages are refused.
 *
 * ```ts
 * pool.bind('/pool', { dialect: goGob(), origins: goOrigin })
 * ```
 */
export function goOrigin(origin: string): boolean {
  return origin === 'http://localhost/'
}
