/** What can be chosen from: names. */
export interface Names {
  readonly name: string
  readonly control?: true
}

/** What to measure of all that there is. */
export interface Choice<Row, Contender> {
  readonly rows: readonly Row[]
  readonly contenders: readonly Contender[]
}

/**
 * Rows and contenders by words. A word is a name, or the beginning of rows' names: `calls` is all of calls-1 to calls-1024.
 * Without a row's word it is all rows, without a contender's all contenders; the controls are always in, since ratios need
 * them.
 *
 * @throws TypeError that names a word that fits nothing.
 */
export function choose<Row extends Names, Contender extends Names>(
  words: readonly string[],
  rows: readonly Row[],
  contenders: readonly Contender[],
): Choice<Row, Contender> {
  const isRow = (word: string, { name }: Row): boolean => name === word || name.startsWith(`${word}-`)
  const isContender = (word: string, { name }: Contender): boolean => name === word
  for (const word of words) {
    if (rows.some((row) => isRow(word, row)) || contenders.some((one) => isContender(word, one))) continue
    throw new TypeError(`There is no row and no contender '${word}'. What there is: npm run bench -- --list`)
  }
  const someRows = rows.filter((row) => words.some((word) => isRow(word, row)))
  const some = contenders.filter((one) => words.some((word) => isContender(word, one)))
  return {
    rows: someRows.length > 0 ? someRows : rows,
    contenders:
      some.length > 0 ? contenders.filter((one) => one.control === true || some.includes(one)) : contenders,
  }
}
