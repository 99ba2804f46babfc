import { remoteError } from '../remote-error.ts'
import { fromBytes } from '../typed-arrays.ts'
import { toHex } from './hex.ts'
import { readUint32 } from './read-header.ts'

/**
 * Builds the values of extensions whose content is bytes or was decoded already. Each throws an Error that says
 * what is wrong with the content; the scan looks at lengths only.
 */

/** The latest time that a Date can hold, and minus that the earliest, in milliseconds. */
const lastTime = 8.64e15

export function readDate(content: Uint8Array): Date {
  let nanoseconds = 0
  let seconds: number
  if (content.length === 4) {
    seconds = readUint32(content, 0)
  } else if (content.length === 8) {
    const head = readUint32(content, 0)
    nanoseconds = head >>> 2
    seconds = (head & 3) * 2 ** 32 + readUint32(content, 4)
  } else if (content.length === 12) {
    nanoseconds = readUint32(content, 0)
    seconds = (readUint32(content, 4) | 0) * 2 ** 32 + readUint32(content, 8)
  } else {
    throw new Error(`a timestamp of ${content.length} bytes`)
  }
  if (nanoseconds > 999_999_999) throw new Error('a timestamp with more nanoseconds than a second has')
  const time = seconds * 1000 + Math.floor(nanoseconds / 1_000_000)
  if (Math.abs(time) > lastTime) throw new Error('a timestamp outside of the range of Date')
  return new Date(time)
}

export function readBigInt(content: Uint8Array): bigint {
  const sign = content[0]
  if (sign !== 0 && sign !== 1) throw new Error('a bigint without a sign')
  const magnitude = readMagnitude(content.subarray(1))
  return sign === 1 ? -magnitude : magnitude
}

function readMagnitude(bytes: Uint8Array): bigint {
  // By way of hex, since adding byte after byte takes quadratic time. A few bytes fit into a number.
  if (bytes.length > 6) return BigInt(`0x${toHex(bytes)}`)
  return BigInt(bytes.reduce((number, byte) => number * 256 + byte, 0))
}

export function readTypedArray(content: Uint8Array): ArrayBufferView {
  if (content.length === 0) throw new Error('a typed array without its kind')
  return fromBytes(content[0] as number, content.subarray(1))
}

/** @param values key, value, key, value, …: the scan saw that they are even. */
export function toMap(values: readonly unknown[]): Map<unknown, unknown> {
  const map = new Map<unknown, unknown>()
  for (let i = 0; i < values.length; i += 2) map.set(values[i], values[i + 1])
  return map
}

export function toError(values: readonly unknown[]): Error {
  const [name, message] = values
  if (values.length !== 2 || typeof name !== 'string' || typeof message !== 'string') {
    throw new Error('an Error that is not a name and a message')
  }
  return remoteError(name, message)
}
