/** V8 collects a stack of this many frames when an error is made. */
const collecting = Error as { stackTraceLimit?: number }

/**
 * An Error that came over the wire. Its stack is its first line only: where it was thrown is the other side's
 * secret, and where it was decoded helps nobody. Nor is a stack collected first: that would cost more than all the
 * rest of a message of many errors.
 */
export function remoteError(name: string, message: string): Error {
  const { stackTraceLimit } = collecting
  if (stackTraceLimit !== undefined) collecting.stackTraceLimit = 0
  const error = new Error(message)
  if (stackTraceLimit !== undefined) collecting.stackTraceLimit = stackTraceLimit
  hide(error, 'name', name)
  const stack = message === '' ? name : `${name}: ${message}`
  // Where it is a property of the error it is hidden already, and a plain assignment is much quicker.
  if (Object.hasOwn(error, 'stack')) error.stack = stack
  else hide(error, 'stack', stack)
  return error
}

function hide(error: Error, property: string, value: string): void {
  Object.defineProperty(error, property, { value, writable: true, configurable: true, enumerable: false })
}
