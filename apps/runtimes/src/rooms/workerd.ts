import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Result } from '@wsrpc/contract-tests/provider/run'
import { Program } from '../install/program.ts'
import { programs } from '../install/programs.ts'
import { bundleWhole } from './bundle.ts'
import type { Room } from './room.ts'

/** In a Worker: one request runs the suite. */
export const worker: Room = (place) =>
  inWorkerd('worker.ts', '', place, async (url, control) => {
    return (await fetch(url, { method: 'POST', body: control })).json() as Promise<Result[]>
  })

/** In a Durable Object: one request begins the suite, the next one gets the results. */
export const durableObject: Room = (place) =>
  inWorkerd('durable-object.ts', ofDurableObject, place, async (url, control) => {
    await (await fetch(url, { method: 'POST', body: control })).text()
    return (await fetch(url)).json() as Promise<Result[]>
  })

const ofDurableObject = `
    durableObjectNamespaces = [(className = "Room", uniqueKey = "room")],
    durableObjectStorage = (inMemory = void),
    bindings = [(name = "ROOM", durableObjectNamespace = "Room")],`

/** "private": this machine, which workers may not dial otherwise. */
const config = (more: string): string => `
using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = (
    modules = [(name = "worker", esModule = embed "whole.mjs")],
    compatibilityDate = "2026-11-17",${more}
    )),
    (name = "internet", network = (allow = ["private"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
`

async function inWorkerd(
  entry: string,
  more: string,
  { control, folder }: Parameters<Room>[0],
  ask: (url: string, control: string) => Promise<Result[]>,
): Promise<readonly Result[]> {
  await bundleWhole(`rooms/inside/${entry}`, folder, ['workerd', 'worker', 'browser'])
  await writeFile(join(folder, 'config.capnp'), config(more))
  await using program = new Program([programs.workerd, 'serve', 'config.capnp', '--control-fd=1'], folder)
  const port = await program.printed(/"port":(\d+)/)
  return await ask(`http://127.0.0.1:${port}/`, control)
}
