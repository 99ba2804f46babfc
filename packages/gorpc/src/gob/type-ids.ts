import { Budget } from './budget.ts'
import { ByteWriter } from './byte-writer.ts'
import { definitionOf, withId } from './definition-of.ts'
import { definitionSchema } from './definition-schema.ts'
import type { Definition } from './definition-types.ts'
import { resolve, type GobType } from './gob-type.ts'
import { definitionLimits, firstTypeId, maxDefinitionBytes, maxTypes } from './limits.ts'
import { WholeRefusal } from './refusal.ts'
import { basicIds, type BasicKind } from './wire-type.ts'
import { writeWhole } from './write-value.ts'

/** For what has no types of its own, and so new ones again and again. */
const advice =
  ", where each combination of names and of their types is one: give the method a type, as goGob({ types: { 'Backend.get': { result: gob.struct({ … }) } } }), or send a Map"

/**
 * The ids that one stream gives to types, each once, however often it is made anew: two that are told in the same way
 * are one. New ones count only when they are kept: a value that could not be sent leaves nothing behind.
 */
export class TypeIds {
  /** Of types that were met before, so that nothing has to be compared. */
  readonly #byType = new WeakMap<GobType, number>()
  readonly #byDefinition = new Map<string, number>()
  #next = firstTypeId
  #bytes = 0
  /** What is new since something was kept or dropped. */
  readonly #newTypes: GobType[] = []
  readonly #newDefinitions: string[] = []
  #firstNew = firstTypeId
  readonly #writer = new ByteWriter()

  /** The blocks that define what is new; only until more is. */
  get definitions(): Uint8Array {
    return this.#writer.written
  }

  /** The id of a type. It is new if the stream has none yet. @throws Refusal when the stream has too many. */
  readonly idOf = (type: GobType): number => {
    const known = basicIds[type.kind as BasicKind] ?? this.#byType.get(type)
    if (known !== undefined) return known
    if (type.kind === 'lazy') return this.#lazyId(type)
    const definition = definitionOf(type, this.idOf)
    const told = JSON.stringify(definition)
    const id = this.#byDefinition.get(told) ?? this.#define(told, definition, this.#newId())
    this.#remember(type, id)
    return id
  }

  /** What is new is sent. */
  keep(): void {
    this.#bytes += this.#writer.size
    this.#firstNew = this.#next
    this.#settle()
  }

  /** What is new is not sent: it never was. */
  drop(): void {
    for (const type of this.#newTypes) this.#byType.delete(type)
    for (const told of this.#newDefinitions) this.#byDefinition.delete(told)
    this.#next = this.#firstNew
    this.#settle()
  }

  #settle(): void {
    this.#newTypes.length = 0
    this.#newDefinitions.length = 0
    this.#writer.clear()
  }

  /** It may hold itself, so it has its id before it is told. */
  #lazyId(type: GobType): number {
    const target = resolve(type)
    const known = basicIds[target.kind as BasicKind] ?? this.#byType.get(target)
    if (known !== undefined) return known
    const id = this.#newId()
    this.#remember(target, id)
    const definition = definitionOf(target, this.idOf)
    return this.#define(JSON.stringify(definition), definition, id)
  }

  #newId(): number {
    if (this.#next - firstTypeId >= maxTypes) {
      throw new WholeRefusal(`more than ${maxTypes} types in one stream${advice}`)
    }
    return this.#next++
  }

  #remember(type: GobType, id: number): void {
    this.#byType.set(type, id)
    this.#newTypes.push(type)
  }

  #define(told: string, definition: Definition, id: number): number {
    if (!this.#byDefinition.has(told)) {
      this.#byDefinition.set(told, id)
      this.#newDefinitions.push(told)
    }
    const writer = this.#writer
    const start = writer.size
    writer.int(-id)
    writeWhole(
      { writer, budget: new Budget(definitionLimits), idOf: this.idOf },
      definitionSchema,
      withId(definition, id),
      0,
    )
    writer.insertLength(start)
    if (this.#bytes + writer.size > maxDefinitionBytes) {
      throw new WholeRefusal(`more than ${maxDefinitionBytes} bytes of types in one stream${advice}`)
    }
    return id
  }
}
