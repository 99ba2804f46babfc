/**
 * The few names of the platform that gob may use: every runtime has them, and none of them reads a clock, a socket or a
 * random number. Everything else of a platform is refused by the compiler (`lib` and `types` in tsconfig.json).
 */

interface TextEncoder {
  encode(text: string): Uint8Array<ArrayBuffer>
}
declare const TextEncoder: { new (): TextEncoder }

interface TextDecoder {
  decode(bytes: Uint8Array): string
}
declare const TextDecoder: { new (label?: string, options?: { ignoreBOM?: boolean }): TextDecoder }
