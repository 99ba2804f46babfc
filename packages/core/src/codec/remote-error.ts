/**
 * An Error that came over the wire. Its stack is its first line only: where it was thrown is the other side's
 * secret, and where it was decoded helps nobody.
 */
export function remoteError(name: string, message: string): Error {
  const error = new Error(message)
  hide(error, 'name', name)
  hide(error, 'stack', message === '' ? name : `${name}: ${message}`)
  return error
}

function hide(error: Error, property: string, value: string): void {
  Object.defineProperty(error, property, { value, writable: true, configurable: true, enumerable: false })
}
