/**
 * The few names of the platform that core may use: every runtime has them, and none of them reads a clock, a
 * socket or a random number. Everything else of a platform is refused by the compiler (`lib` and `types` in
 * tsconfig.json). Add a name here only if that still holds.
 */

declare function queueMicrotask(callback: () => void): void

declare const console: { error(...data: unknown[]): void }

interface TextEncoder {
  encode(text: string): Uint8Array<ArrayBuffer>
  encodeInto(text: string, into: Uint8Array): { read: number; written: number }
}
declare const TextEncoder: { new (): TextEncoder }

interface TextDecoder {
  decode(bytes: Uint8Array): string
}
declare const TextDecoder: {
  new (label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean }): TextDecoder
}

interface AbortSignal {
  readonly aborted: boolean
  readonly reason: unknown
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void
  removeEventListener(type: 'abort', listener: () => void): void
  throwIfAborted(): void
}
interface AbortController {
  readonly signal: AbortSignal
  abort(reason?: unknown): void
}
declare const AbortController: { new (): AbortController }

interface ReadableStream<T> {
  getReader(): { read(): Promise<{ done: boolean; value?: T }>; cancel(): Promise<void> }
  cancel(reason?: unknown): Promise<void>
}
declare const ReadableStream: {
  new <T>(
    source: {
      pull?(controller: { enqueue(item: T): void; close(): void }): void | Promise<void>
      cancel?(reason: unknown): void
    },
    strategy?: { highWaterMark?: number },
  ): ReadableStream<T>
}
