import { inject } from 'vitest'
import type { Tarballs } from './install.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** A folder for projects in which other things are installed. */
    projects: string
    /** A folder whose `node_modules` has all packages as a user gets them: installed by npm, from the tarballs. */
    installed: string
    tarballs: Tarballs
    /** Why there is neither of the two; empty when there is. */
    notInstalled: string
  }
}

/** The folder `installed`. @throws Error with what went wrong, when the packages could not be installed. */
export function installedPackages(): string {
  refuseWhenNotInstalled()
  return inject('installed')
}

/** @throws Error with what went wrong, when the packages could not be packed and installed. */
export function packedPackages(): Tarballs {
  refuseWhenNotInstalled()
  return inject('tarballs')
}

function refuseWhenNotInstalled(): void {
  const why = inject('notInstalled')
  if (why !== '') throw new Error(why)
}
