/**
 * `Symbol.asyncDispose`, for `await using`. Where the runtime lacks it: the symbol that compilers fall back to.
 * The casts are for those runtimes; the types say that it is always there.
 */
const asyncDispose =
  (Symbol.asyncDispose as typeof Symbol.asyncDispose | undefined) ??
  (Symbol.for('Symbol.asyncDispose') as typeof Symbol.asyncDispose)

/** Gives a class its `[Symbol.asyncDispose]`: it closes. */
export function disposeByClosing(prototype: { close(): Promise<void> } & AsyncDisposable): void {
  Object.defineProperty(prototype, asyncDispose, {
    value(this: { close(): Promise<void> }): Promise<void> {
      return this.close()
    },
    configurable: true,
    writable: true,
  })
}
