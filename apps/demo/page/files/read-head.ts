/** The beginning of a file, and how much there is of it. */
export interface Head {
  readonly text: string
  /** Bytes of the whole file. */
  readonly size: number
  readonly isWhole: boolean
}

/**
 * Reads the first bytes of an answer and lets the rest be: the provider stops reading, too.
 *
 * @param most bytes of it. A browser may hand over more at once, so it is cut here.
 */
export async function readHead(response: Response, most: number): Promise<Head> {
  const size = Number(response.headers.get('content-length') ?? 0)
  const reader = response.body?.getReader()
  const decoder = new TextDecoder()
  let [text, bytes] = ['', 0]
  while (reader !== undefined && bytes < most) {
    const { done, value } = await reader.read()
    if (done) break
    const some = value.subarray(0, most - bytes)
    bytes += some.length
    text += decoder.decode(some, { stream: true })
  }
  await reader?.cancel()
  return { text, size, isWhole: bytes >= size }
}
