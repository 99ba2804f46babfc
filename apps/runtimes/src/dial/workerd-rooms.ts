import { join } from 'node:path'
import { Project } from '../install/install.ts'
import { programs } from '../install/programs.ts'
import { bundle } from './bundle.ts'
import type { Certificates, DialRoom } from './dial-room.ts'
import { guideBlocks } from './guide.ts'
import type { Job, Report } from './job.ts'
import { Room } from './room.ts'

/** A workerd for each set of certificates: they are in its config. */
export class WorkerdRooms implements DialRoom {
  readonly #project: Project
  readonly #rooms = new Map<string, Promise<Room>>()

  private constructor(folder: string) {
    this.#project = new Project(folder)
  }

  static async make(folder: string): Promise<WorkerdRooms> {
    const rooms = new WorkerdRooms(folder)
    await bundle('worker.ts', join(rooms.#project.folder, 'worker.js'), ['workerd', 'worker', 'browser'])
    return rooms
  }

  async run(job: Job, certificates?: Certificates): Promise<Report> {
    const key = JSON.stringify(certificates ?? null)
    const known = this.#rooms.get(key)
    const room = known ?? this.#start(certificates)
    if (known === undefined) this.#rooms.set(key, room)
    return (await room).run(job)
  }

  async #start(certificates: Certificates | undefined): Promise<Room> {
    const { folder } = this.#project
    const { ca = '', cert = '', key = '' } = certificates ?? {}
    const files = {
      'ca.crt': ca,
      'client.crt': cert,
      'client.key': key,
      'config.capnp': configFor(certificates),
    }
    for (const [file, text] of Object.entries(files)) this.#project.write(file, text as string)
    return Room.start(
      [programs.workerd, 'serve', 'config.capnp', '--socket-addr=http=127.0.0.1:0', '--control-fd=1'],
      folder,
    )
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const rooms = await Promise.allSettled(this.#rooms.values())
    for (const room of rooms) if (room.status === 'fulfilled') await room.value[Symbol.asyncDispose]()
    this.#project[Symbol.dispose]()
  }
}

/** The guide's config word for word, where it fits: it has a CA and a client certificate. */
function configFor(certificates: Certificates | undefined): string {
  const [guide = ''] = guideBlocks('capnp')
  if (certificates?.cert !== undefined) return guide
  const others =
    certificates === undefined ? 'trustBrowserCas = true' : 'trustedCertificates = [embed "ca.crt"]'
  return guide.replace(/tlsOptions = \([\s\S]*?\n {6}\)/, `tlsOptions = (${others})`)
}
