/** The providers' colours. Pure. */

/** Hues in degrees, neighbours far apart. Not the red of what is broken. */
const hues: readonly number[] = [262, 62, 155, 338, 210, 108, 300, 40]

/** The next hue is this far away: no number of steps comes back to where another has been. */
const goldenAngle = 137.508

/** A provider's colour, by its slot. As CSS has it; bright enough for the dark and for the light page. */
export function colourOf(slot: number): string {
  const hue = hues[slot] ?? (20 + slot * goldenAngle) % 360
  return `oklch(0.7 0.15 ${hue.toFixed(1)})`
}

/** The same, see-through. @param alpha 0 … 1 */
export function tintOf(slot: number, alpha: number): string {
  return colourOf(slot).replace(')', ` / ${alpha.toFixed(3)})`)
}
