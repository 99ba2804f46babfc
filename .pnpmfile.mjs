// The `node-<platform>` packages write `os` and `cpu` as a string. pnpm wants a list
// there, and without one would install every platform's Node on every machine.
/** @param {unknown} value */
const asList = (value) => (typeof value === 'string' ? [value] : value)

export const hooks = {
  /** @param {{ os?: unknown, cpu?: unknown }} manifest */
  readPackage(manifest) {
    if (manifest.os) manifest.os = asList(manifest.os)
    if (manifest.cpu) manifest.cpu = asList(manifest.cpu)
    return manifest
  },
}
