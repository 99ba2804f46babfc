/** How files are shown, by the end of their name. Never as a page: a page of this origin could give commands. */
const types: Readonly<Record<string, string>> = {
  avif: 'image/avif',
  gif: 'image/gif',
  ico: 'image/x-icon',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  png: 'image/png',
  svg: 'image/svg+xml',
  webp: 'image/webp',
}

const texts: ReadonlySet<string> = new Set(
  'c cjs conf css csv go h html ini js json jsonc jsx log lock md mjs mod py rs sh sum toml ts tsx txt xml yaml yml'.split(
    ' ',
  ),
)

/** The media type of a file. What is unknown is bytes, which browsers store and don't show. */
export function contentType(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase()
  const dot = name.lastIndexOf('.')
  const end = name.slice(dot + 1)
  const isText = texts.has(end) || dot <= 0
  return types[end] ?? (isText ? 'text/plain; charset=utf-8' : 'application/octet-stream')
}
