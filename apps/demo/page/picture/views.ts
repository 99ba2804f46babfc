/** Where a picture lies in the view of another. Pure. */

/** What part of the plane is seen, and how high it is against its width. */
export interface Seen {
  readonly centerX: number
  readonly centerY: number
  readonly span: number
  readonly width: number
  readonly height: number
}

/** A rectangle in parts of a view's width and height: the whole view is { x: 0, y: 0, width: 1, height: 1 }. */
export interface Part {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Where `picture` lies in `view`: for drawing an old picture into a new view until there is a better one. */
export function placeIn(view: Seen, picture: Seen): Part {
  const size = picture.span / view.span
  const tall = view.height / view.width
  const x = 0.5 + (picture.centerX - view.centerX) / view.span - size / 2
  const y = 0.5 + (picture.centerY - view.centerY) / (view.span * tall) - size / 2
  return { x, y, width: size, height: size }
}

/** A view on the way from one to another: it zooms evenly, to the eye. @param t 0 … 1 */
export function viewBetween(from: Seen, to: Seen, t: number): Seen {
  const span = from.span * (to.span / from.span) ** t
  // As the span shrinks, so does the way that is left: the target stays where it appears first.
  const left = from.span === to.span ? 1 - t : (span - to.span) / (from.span - to.span)
  return {
    ...to,
    span,
    centerX: to.centerX + (from.centerX - to.centerX) * left,
    centerY: to.centerY + (from.centerY - to.centerY) * left,
  }
}

/** Slow at the end. @param t 0 … 1 */
export function settle(t: number): number {
  return 1 - (1 - Math.min(1, Math.max(0, t))) ** 3
}
