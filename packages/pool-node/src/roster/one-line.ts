/** What breaks a line, steers a terminal, or can't be seen. */
const misleading = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu

/**
 * Text that others had a hand in, for people: with escapes (`\u{a}`) where it could break the line. Providers choose their
 * own names, and none is to pass for another line of a log.
 */
export function oneLine(text: string): string {
  return text.replace(misleading, (char) => `\\u{${char.codePointAt(0)?.toString(16)}}`)
}
