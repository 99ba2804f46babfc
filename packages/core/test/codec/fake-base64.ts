/**
 * Gives or takes away what only some of the supported engines have. As the real ones, `fromBase64` skips spaces and takes
 * what lacks its padding (ECMAScript, `Uint8Array.fromBase64`).
 *
 * @param used is told which were called.
 * @returns how to undo it.
 */
export function fakeBase64(present: boolean, used: string[]): () => void {
  const places: [object, string, (this: Uint8Array, text: string) => unknown][] = [
    [
      Uint8Array.prototype,
      'toBase64',
      function () {
        used.push('toBase64')
        return Buffer.from(this).toString('base64')
      },
    ],
    [
      Uint8Array,
      'fromBase64',
      (text) => {
        used.push('fromBase64')
        const dense = text.replaceAll(/[\t\n\f\r ]/g, '')
        if (!/^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}(==)?|[A-Za-z0-9+/]{3}=?)?$/.test(dense))
          throw new SyntaxError('this is no base64')
        return new Uint8Array(Buffer.from(dense, 'base64'))
      },
    ],
  ]
  const undo = places.map(([owner, name, fake]) => {
    const before = Object.getOwnPropertyDescriptor(owner, name)
    Object.defineProperty(owner, name, {
      value: present ? fake : undefined,
      configurable: true,
      writable: true,
    })
    return (): void => {
      if (before === undefined) Reflect.deleteProperty(owner, name)
      else Object.defineProperty(owner, name, before)
    }
  })
  return () => undo.forEach((step) => step())
}
