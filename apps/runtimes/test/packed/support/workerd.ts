import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Program } from '../../../src/install/program.ts'
import { programs } from '../../../src/install/programs.ts'

const config = (modules: string): string => `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "main", worker = .worker),
    # Without it a worker reaches public addresses only.
    (name = "internet", network = (allow = ["private"])),
  ],
  sockets = [ (name = "http", address = "127.0.0.1:0", http = (), service = "main") ],
);

const worker :Workerd.Worker = (modules = [${modules}], compatibilityDate = "2026-11-17");
`

/** A worker that is served on loopback until the block is left. */
export class Worker implements AsyncDisposable {
  /** Rejects when workerd ends before it is ended. */
  readonly failure: Promise<never>
  readonly #program: Program

  /** @param modules their code by name; the first is the worker. */
  constructor(folder: string, modules: Readonly<Record<string, string>>) {
    const parts = Object.entries(modules).map(([name, code]) => {
      writeFileSync(join(folder, `${name}.js`), code)
      return `(name = "${name}", esModule = embed "${name}.js")`
    })
    writeFileSync(join(folder, 'config.capnp'), config(parts.join(', ')))
    // It tells on its standard output which port it got.
    this.#program = new Program([programs.workerd, 'serve', 'config.capnp', '--control-fd=1'], folder)
    this.failure = this.#program.failure
  }

  /** @throws Error with what workerd says, when it refuses the worker. */
  async url(): Promise<string> {
    return `http://127.0.0.1:${await this.#program.printed(/"port":(\d+)/)}/`
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#program[Symbol.asyncDispose]()
  }
}
