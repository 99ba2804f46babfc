/** A method's name here, `Service.method`, and on the wire: what Go offers begins with a capital. */
export interface Names {
  toWire(method: string): string
  fromWire(name: string): string
}

/** The first letter of the method is a capital on the wire, and none here: `Backend.get` is `Backend.Get` in Go. */
export const capitalNames: Names = {
  toWire: (method) => withInitial(method, (letter) => letter.toUpperCase()),
  fromWire: (name) => withInitial(name, (letter) => letter.toLowerCase()),
}

/** As they are. */
export const sameNames: Names = { toWire: (method) => method, fromWire: (name) => name }

/** Behind the last dot, as net/rpc has it: what is before is the service. */
function withInitial(name: string, turn: (letter: string) => string): string {
  const at = name.lastIndexOf('.') + 1
  if (at === 0) return name
  const initial = name.charAt(at)
  const turned = turn(initial)
  // As ß, which has no capital of its own.
  return turned.length === 1 ? name.slice(0, at) + turned + name.slice(at + 1) : name
}
