import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { encodePng, type Image } from './png.ts'
import { Failure } from './stage/failure.ts'

/** Writes a picture. @param file its place in apps/demo. */
export async function writePicture(file: string, image: Image): Promise<{ path: string; bytes: number }> {
  const path = fileURLToPath(new URL(`../${file}`, import.meta.url))
  const png = encodePng(image)
  try {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, png)
  } catch (error) {
    throw new Failure(`the picture can't be written: ${(error as Error).message}`)
  }
  return { path, bytes: png.length }
}

/** A path as one would type it here. */
export function shortPath(path: string): string {
  return relative(process.cwd(), path)
}
