import { copyFileSync, mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { inject } from 'vitest'
import type {} from '../../../src/install/global-setup.ts'
import { root } from '../../../src/install/install.ts'

/** A new folder in the project where all packages are installed. It goes when that goes. */
export function corner(): string {
  return mkdtempSync(join(inject('installed'), 'corner-'))
}

/** Puts a program of a user there: one of `apps/runtimes/packed`. @returns its path. */
export function place(name: string, folder: string): string {
  const path = join(folder, name)
  copyFileSync(join(root, 'apps', 'runtimes', 'packed', name), path)
  return path
}
