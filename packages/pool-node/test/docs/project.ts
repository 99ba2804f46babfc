import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { makeAuthority } from '@wsrpc/contract-tests/certificates'

export const root: string = fileURLToPath(new URL('../../../..', import.meta.url))

const packages = ['core', 'pool-node', 'provider', 'jsonrpc', 'gorpc']

/** Those of others that the documents show, where the pool has them. */
const others = ['express', 'fastify', '@types/express']

/**
 * A folder outside of the repository that looks like an application's: its files find the packages in
 * `node_modules`, and the certificates that the documents name beside them.
 */
export class Project implements Disposable {
  readonly folder: string = mkdtempSync(join(tmpdir(), 'wsrpc-docs-'))
  /** For the programs: most of what they do is to load the packages, and with a cache it is done once. */
  readonly env: NodeJS.ProcessEnv = { ...process.env, NODE_COMPILE_CACHE: join(this.folder, 'cache') }

  constructor() {
    const modules = join(this.folder, 'node_modules', '@wsrpc')
    mkdirSync(modules, { recursive: true })
    for (const name of packages) symlinkSync(join(root, 'packages', name), join(modules, name), 'junction')
    for (const name of others) {
      const link = join(this.folder, 'node_modules', name)
      mkdirSync(join(link, '..'), { recursive: true })
      symlinkSync(join(root, 'packages', 'pool-node', 'node_modules', name), link, 'junction')
    }
    this.write('tsconfig.json', JSON.stringify(tsconfig(), undefined, 2))
  }

  write(path: string, text: string): void {
    const file = join(this.folder, path)
    mkdirSync(join(file, '..'), { recursive: true })
    writeFileSync(file, text)
  }

  /** Those of the documents' examples: `server.crt`, `client.key`, `rootCA.crt`, … */
  async writeCertificates(folder: string): Promise<void> {
    const authority = await makeAuthority()
    const server = await authority.server()
    const client = await authority.client('worker-7')
    this.write(join(folder, 'rootCA.crt'), authority.ca)
    this.write(join(folder, 'server.crt'), server.cert)
    this.write(join(folder, 'server.key'), server.key)
    this.write(join(folder, 'client.crt'), client.cert)
    this.write(join(folder, 'client.key'), client.key)
  }

  /** What the compiler says; empty when all is well. */
  checkTypes(): Promise<string> {
    return this.#run(join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-b', this.folder)
  }

  /** Loads the packages once. */
  async fillCache(): Promise<void> {
    this.write('warm-up.mts', "import '@wsrpc/pool-node'\nimport '@wsrpc/provider'\n")
    const fault = await this.#run('warm-up.mts')
    if (fault !== '') throw new Error(fault)
  }

  #run(...args: string[]): Promise<string> {
    return new Promise((resolve) => {
      const child = spawn(process.execPath, args, { cwd: this.folder, env: this.env })
      let output = ''
      child.stdout.on('data', (data) => (output += String(data)))
      child.stderr.on('data', (data) => (output += String(data)))
      child.on('close', (code) => resolve(code === 0 ? '' : output || `it ended with ${code}`))
    })
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}

function tsconfig(): unknown {
  return {
    extends: join(root, 'tsconfig.test.json'),
    compilerOptions: { typeRoots: [join(root, 'node_modules', '@types')] },
    include: ['**/*.mts'],
    references: packages.map((name) => ({ path: join(root, 'packages', name) })),
  }
}
