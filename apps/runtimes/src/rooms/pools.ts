import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Program } from '../install/program.ts'
import { bundleBeside } from './bundle.ts'

/** The process with the pools. */
export interface Pools extends AsyncDisposable {
  /** Where it takes commands. */
  readonly control: string
}

/**
 * Starts the process with the pools.
 *
 * @param command what runs a file, without its name.
 * @param folder a new one beside the installed packages.
 * @param certificates for pools with TLS.
 */
export async function startPools(
  command: readonly string[],
  folder: string,
  certificates: object,
): Promise<Pools> {
  const file = await bundleBeside('pool/main.ts', folder)
  const paper = join(folder, 'certificates.json')
  await writeFile(paper, JSON.stringify(certificates))
  const program = new Program([...command, file, paper], folder)
  try {
    const control = await program.printed(/(http:\S+)/)
    return { control, [Symbol.asyncDispose]: () => program[Symbol.asyncDispose]() }
  } catch (error) {
    await program[Symbol.asyncDispose]()
    throw error
  }
}
