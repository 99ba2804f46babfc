/** What newer engines have, and much faster. */
interface Native {
  toBase64?(): string
}
interface NativeConstructor {
  fromBase64?(text: string): Uint8Array
}

/** As many arguments as every engine takes. */
const chunk = 0x2000

export function toBase64(bytes: Uint8Array): string {
  const native = (bytes as Native).toBase64?.()
  if (native !== undefined) return native
  const parts: string[] = []
  for (let at = 0; at < bytes.length; at += chunk) {
    parts.push(String.fromCharCode(...bytes.subarray(at, at + chunk)))
  }
  return btoa(parts.join(''))
}

/** @throws Error when it is not base64 with its padding. */
export function fromBase64(text: string): Uint8Array {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) throw new Error('invalid base64')
  const native = (Uint8Array as NativeConstructor).fromBase64?.(text)
  if (native !== undefined) return native
  const characters = atob(text)
  const bytes = new Uint8Array(characters.length)
  for (let i = 0; i < bytes.length; i++) bytes[i] = characters.charCodeAt(i)
  return bytes
}
