/** What is wrong with a call of an encoder, and not with a value: the caller's mistake. */

export function noFrame(): RangeError {
  return new RangeError('the batch holds no frame')
}

/** The integer is the batch's first element, or nothing. */
export function notEmpty(): RangeError {
  return new RangeError('the batch holds something already')
}

export function checkReceived(received: number): void {
  if (!Number.isSafeInteger(received) || received < 0) {
    throw new RangeError(`${received} is no number of messages`)
  }
}
