import { Refusal } from '../refusal.ts'

/**
 * Stands in a value for what is written as JSON already: long texts, in which `JSON.stringify` would look for characters
 * to escape. Nothing else is written like it: an object of the only key `$` travels with one `$` more, and in a string
 * there would be backslashes.
 */
export const hole: object = Object.freeze({ $: 0 })
const writtenHole = JSON.stringify(hole)

/** Puts what was written already into the holes of a text, in their order. */
export function fillHoles(text: string, literals: readonly string[]): string {
  const between = text.split(writtenHole)
  if (between.length !== literals.length + 1)
    throw new Refusal('a getter of it gives something else each time', true)
  let filled = between[0] as string
  for (let i = 0; i < literals.length; i++) filled += `${literals[i]}${between[i + 1]}`
  return filled
}
