/**
 * What an interface of Go holds, with the name by which the type of it is registered (`gob.Register` in Go):
 * `main.Point`. Values of the types that Go registers by itself come without it: `int`, `string`, `[]string`, …
 */
export class GobNamed {
  readonly name: string
  readonly value: unknown

  constructor(name: string, value: unknown) {
    this.name = name
    this.value = value
  }

  /** For what knows no names of types: the native dialect, and JSON, beside Go's on one path. */
  toJSON(): unknown {
    return this.value
  }
}

const numbers = ['int', 'uint'].flatMap((name) => ['', '8', '16', '32', '64'].map((bits) => name + bits))
const others = ['uintptr', 'float32', 'float64', 'complex64', 'complex128', 'bool', 'string']

/** The names of the types that encoding/gob registers by itself. */
export const namesOfGo: ReadonlySet<string> = new Set(
  [...numbers, ...others].flatMap((name) => [name, `[]${name}`]),
)
