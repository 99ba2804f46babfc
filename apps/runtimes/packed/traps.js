// Puts traps in the way of what a module must not do while it is loaded, and leaves `effects()`: what was done. It runs
// before all else, and in any realm: so it is a script, and needs nothing of a platform.

{
  /** @type {string[]} */
  const done = []

  // What has effects, or is another at each time. What a platform lacks, it seems to have: nothing may look for it.
  const traps = {
    globalThis:
      'setTimeout setInterval setImmediate queueMicrotask requestAnimationFrame requestIdleCallback fetch ' +
      'addEventListener postMessage structuredClone WebSocket MessageChannel BroadcastChannel Worker AbortController',
    Math: 'random',
    performance: 'now',
    crypto: 'randomUUID getRandomValues',
  }
  for (const [owner, names] of Object.entries(traps)) {
    globalThis[owner] ??= {}
    for (const name of names.split(' ')) {
      const value = function () {
        done.push(`${owner}.${name}`)
      }
      Object.defineProperty(globalThis[owner], name, { configurable: true, writable: true, value })
    }
  }
  globalThis.Date = class extends Date {
    static now() {
      done.push('Date.now')
      return 0
    }
    constructor(...args) {
      if (args.length === 0) done.push('new Date')
      super(...args)
    }
  }

  // What is written into a global, or into what is everybody's, shows as another value.
  const shared = { Object, Array, Promise, Symbol, Map, Set, Error, Function, Uint8Array, JSON, Math }
  const places = [
    ['globalThis', globalThis],
    ...Object.entries(shared),
    ...Object.entries(shared).map(([name, { prototype = {} }]) => [`${name}.prototype`, prototype]),
  ]
  const look = () =>
    places.flatMap(([name, place]) =>
      Reflect.ownKeys(place).map((key) => [
        `${name}.${String(key)}`,
        Object.getOwnPropertyDescriptor(place, key)?.value,
      ]),
    )
  globalThis.effects = () => {
    const written = look().filter(([name, value]) => !before.has(name) || !Object.is(before.get(name), value))
    return [...done, ...written.map(([name]) => `write to ${name}`)]
  }
  const before = new Map(look())
}
