import { copyFileSync, mkdtempSync } from 'node:fs'
import { basename, join } from 'node:path'
import { root } from '../../../src/install/install.ts'
import { installedPackages } from '../../../src/install/provided.ts'

/** A new folder in the project where all packages are installed. It goes when that goes. */
export function corner(): string {
  return mkdtempSync(join(installedPackages(), 'corner-'))
}

/** Puts a program of a user there: one of `apps/runtimes/packed`. @returns its path. */
export function place(name: string, folder: string): string {
  return placeFile(join(root, 'apps', 'runtimes', 'packed', name), folder)
}

/** Puts a copy of a file there. @returns its path. */
export function placeFile(file: string, folder: string): string {
  const path = join(folder, basename(file))
  copyFileSync(file, path)
  return path
}
