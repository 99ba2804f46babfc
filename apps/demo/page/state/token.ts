/** The token of a page's link: `#token=…`. Pure. */

/** `undefined` when the fragment has none. */
export function tokenIn(fragment: string): string | undefined {
  return new URLSearchParams(fragment.replace(/^#/, '')).get('token') ?? undefined
}
