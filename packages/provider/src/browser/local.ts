import type { UrlSource } from '../options.ts'
import { parseUrl } from '../url.ts'

/** RFC 6761, section 6.3, and RFC 5735, section 3: names and addresses of this machine itself. */
const loopback = /^(.+\.)?localhost$|^127(\.\d+){3}$|^\[::1\]$/

/** Whether a pool is reached without a network. What a function gives is not known before the dial: then it is not. */
export function isLocal(url: UrlSource): boolean {
  return typeof url !== 'function' && loopback.test(parseUrl(url).hostname)
}
