/** Paths of files, and what the page makes of them. Pure. */

/** How a file is shown. */
export type Shown = 'picture' | 'text' | 'bytes'

const pictures: ReadonlySet<string> = new Set('avif gif ico jpeg jpg png svg webp'.split(' '))

/** By the media type that it came with. */
export function shownAs(path: string, mediaType: string): Shown {
  if (pictures.has(path.slice(path.lastIndexOf('.') + 1).toLowerCase())) return 'picture'
  return mediaType.startsWith('text/') ? 'text' : 'bytes'
}

/** Where a file, or a folder, is found at the pool. */
export function urlOf(area: 'files' | 'folders', path: string): string {
  return `/${area}/${path.split('/').map(encodeURIComponent).join('/')}`
}

export function joined(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`
}

export interface Step {
  readonly name: string
  readonly path: string
}

/** The folders on the way to a path, itself too. */
export function trailOf(path: string): Step[] {
  const names = path.split('/').filter((name) => name !== '')
  return names.map((name, at) => ({ name, path: names.slice(0, at + 1).join('/') }))
}

export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')))
}
