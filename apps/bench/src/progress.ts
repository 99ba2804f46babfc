/** What was told last, up to its colon. */
let before = ''

/** On stderr: stdout is for the figures. In a terminal one line, which is written over; elsewhere a line a row. */
export function progress(words: string): void {
  const [now = ''] = words.split(':', 1)
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${words}`)
  else if (now !== '' && now !== before) console.error(now)
  before = now
}
