import { mkdirSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { Program } from '../../../src/install/program.ts'
import { root } from '../../../src/install/install.ts'
import { npmCommand } from '../../../src/install/npm.ts'
import { run, userEnvironment } from '../../../src/install/run.ts'

/** A registry of npm packages on loopback, until the block is left. It has none of ours. */
export class Registry implements AsyncDisposable {
  readonly #program: Program
  readonly url: string

  private constructor(program: Program, url: string) {
    this.#program = program
    this.url = url
  }

  /** @param folder where it keeps what was published. */
  static async start(folder: string): Promise<Registry> {
    const [npm, ...args] = npmCommand()
    const { stdout } = await run(npm, [...args, 'config', 'get', 'registry'], { cwd: root })
    mkdirSync(folder, { recursive: true })
    const script = join(root, 'apps', 'runtimes', 'packed', 'registry.mjs')
    const program = new Program([process.execPath, script, folder, stdout.trim()], folder)
    return new Registry(program, `http://127.0.0.1:${await program.printed(/^listening (\d+)\n/m)}/`)
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#program[Symbol.asyncDispose]()
  }
}

/**
 * The environment of somebody with nothing but this registry: no cache, no settings, and above all no token for another
 * one, so that nothing can be published there by mistake.
 */
export function environmentFor(registry: string, home: string): NodeJS.ProcessEnv {
  mkdirSync(home, { recursive: true })
  const { PATH } = userEnvironment()
  return {
    PATH: [join(root, 'node_modules', '.bin'), PATH].join(delimiter),
    HOME: home,
    CI: 'true',
    NO_COLOR: '1',
    // In capitals, as Deno reads no other.
    NPM_CONFIG_REGISTRY: registry,
    NPM_CONFIG_UPDATE_NOTIFIER: 'false',
    // This is a copy whose node_modules are links: nothing may be installed into them.
    pnpm_config_verify_deps_before_run: 'false',
    GIT_AUTHOR_NAME: 'release',
    GIT_AUTHOR_EMAIL: 'release@localhost',
    GIT_COMMITTER_NAME: 'release',
    GIT_COMMITTER_EMAIL: 'release@localhost',
  }
}

/** Lets whoever works in this folder publish there. */
export function writeNpmrc(folder: string, registry: string): void {
  const text = `registry=${registry}\n${registry.replace('http:', '')}:_authToken=anybody\n`
  writeFileSync(join(folder, '.npmrc'), text)
}
