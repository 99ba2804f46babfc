import { maxBody } from './refusal.ts'

/** The beginning of an answer's text; the rest is not waited for. Also of one that breaks off. */
export async function beginningOf(body: ReadableStream<Uint8Array> | null): Promise<string> {
  if (body === null) return ''
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let text = ''
  try {
    while (text.length < maxBody) {
      const { done, value } = await reader.read()
      if (done) return text
      text += decoder.decode(value, { stream: true })
    }
    await reader.cancel()
  } catch {
    // What has come is better than nothing.
  }
  return text
}
