import { shown } from './values.ts'

/** @throws TypeError when it is neither a number of ms nor a percentile, nor false. */
export function checkHedge(hedge: unknown): void {
  if (hedge === undefined || hedge === false) return
  if (typeof hedge === 'number' && hedge > 0 && hedge < Infinity) return
  if (typeof hedge === 'string' && /^p\d{1,2}(\.\d+)?$/.test(hedge) && Number(hedge.slice(1)) > 0) return
  throw new TypeError(
    `hedge must be a number of ms above 0, or a percentile of the method's recent answers between 'p0' and 'p100', ` +
      `as 'p95', or false for never; not ${shown(hedge)}`,
  )
}
