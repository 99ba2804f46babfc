// Imports a module and prints what that did to the outside: `node effects.mjs @wsrpc/core`.
import './traps.js'

// It is there before what is watched, and is not part of it.
const { effects } = globalThis
await import(process.argv[2])
console.log(JSON.stringify(effects()))
