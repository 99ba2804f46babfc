/**
 * A provider in a process of its own: the demo's Files, and how much it has read of the file that was opened last.
 * Started with the pool's URL, the folder and the codec's name.
 */
import { rmSync } from 'node:fs'
import { json, msgpack, Provider } from '@wsrpc/provider'
import { Folder } from '../../src/folder.ts'
import type { FromProvider } from './messages.ts'
import { Meter } from './meter.ts'

/** What the pool may ask of the producer. */
export interface Producer {
  progress(): Progress
}

export interface Progress {
  /** Bytes that were read from the file. */
  readonly bytes: number
  /** It is in the middle of reading more. */
  readonly reading: boolean
}

const [url, root, codec] = process.argv.slice(2) as [string, string, string]
const tell = (message: FromProvider): void => void process.send?.(message)
let bytes = 0
let reading = false

class CountedFolder extends Folder {
  override async *read(path: string): AsyncGenerator<Uint8Array, void> {
    const meter = new Meter()
    bytes = 0
    reading = true
    try {
      for await (const chunk of super.read(path)) {
        reading = false
        bytes += chunk.length
        meter.count(chunk.length)
        yield chunk
        reading = true
      }
    } finally {
      reading = false
      tell({ kind: 'closed' })
    }
  }
}

const provider = new Provider()
provider.register('Files', new CountedFolder(root))
provider.register('Producer', { progress: () => ({ bytes, reading }) } satisfies Producer)
provider.connect(url, { codec: codec === 'json' ? json() : msgpack() })

// With that nothing is left to do, and the process ends.
process.once('disconnect', () => {
  // Not only the test does it: one that is killed can't, and the file is large.
  rmSync(root, { recursive: true, force: true })
  void provider.close()
})
// Ctrl-C reaches all processes of a terminal: the test lets go of this one.
process.on('SIGINT', () => {})
tell({ kind: 'serving' })
