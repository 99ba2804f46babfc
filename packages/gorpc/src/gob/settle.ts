import type { GobField, GobType } from './gob-type.ts'
import { Refusal, within } from './refusal.ts'
import { unknown } from './unify.ts'

/**
 * Takes the unknown types out of one that was inferred. A field that is always an empty array or Map is unknown as a
 * whole: it is not sent. Go could not take it with a wrong type, and has a nil one without it.
 *
 * @throws Refusal when something else is unknown: what is sent would be less than there is.
 */
export function settle(type: GobType): GobType {
  switch (type.kind) {
    case 'unknown':
      throw new Refusal(
        'an empty array or Map says no type: give it one, as in gob.of(gob.slice(gob.string), [])',
      )
    case 'slice':
      return { kind: 'slice', element: settle(type.element) }
    case 'map':
      return { kind: 'map', key: settle(type.key), element: settle(type.element) }
    case 'struct':
      return { kind: 'struct', name: type.name, fields: type.fields.map(settleField) }
    default:
      return type
  }
}

function settleField({ name, type }: GobField): GobField {
  if (type.kind === 'slice' && type.element.kind === 'unknown') return { name, type: unknown }
  if (type.kind === 'map' && type.key.kind === 'unknown') return { name, type: unknown }
  try {
    return { name, type: settle(type) }
  } catch (thrown) {
    throw within(thrown, name)
  }
}
