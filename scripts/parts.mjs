// A check has parts. They run side by side, each says ok or FAILED, and one that failed says why.

/**
 * @typedef {object} Part
 * @property {string} name
 * @property {() => Promise<{ code: number, output: string }>} run
 * @property {string} help  what to do when it failed
 */

/**
 * @param {Part[]} parts
 * @returns {Promise<number>} how many failed
 */
export const runParts = async (parts) => {
  const results = await Promise.all(
    parts.map(async ({ name, run, help }) => {
      const started = performance.now()
      const { code, output } = await run()
      return { name, help, output, ok: code === 0, seconds: (performance.now() - started) / 1000 }
    }),
  )
  for (const { name, ok, output, help, seconds } of results) {
    console.log(`${ok ? 'ok    ' : 'FAILED'} ${name} (${seconds.toFixed(1)} s)`)
    if (!ok) console.log([output.trim(), help].filter((text) => text !== '').join('\n'))
  }
  return results.filter(({ ok }) => !ok).length
}
