// Prints what each of the modules that it is given exports.

/** @type {Record<string, string[]>} */
const names = {}
for (const entry of process.argv.slice(2)) names[entry] = Object.keys(await import(entry)).sort()
console.log(JSON.stringify(names))
