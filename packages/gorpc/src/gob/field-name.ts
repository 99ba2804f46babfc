/** Whether a type of Go may have a field of this name that gob sends: `isExported` in type.go of encoding/gob. */
export function isFieldName(name: string): boolean {
  return /^\p{Lu}/u.test(name)
}

/** Longest name that is told, in characters. */
const longest = 64

/** What to write in its place, for people: the same with a capital, if its first letter has one. */
export function adviceFor(name: string): string {
  const [first = ''] = name
  const capital = first.toUpperCase() + name.slice(first.length)
  return capital.length <= longest && isFieldName(capital)
    ? `write '${capital}'`
    : 'give it a name that begins with one'
}
