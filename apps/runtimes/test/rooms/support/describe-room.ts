import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import type { Result } from '@wsrpc/contract-tests/provider/run'
import { suite } from '@wsrpc/contract-tests/provider/suite'
import { beforeAll, describe, expect, test } from 'vitest'
import { differenceAt } from '../../../src/differences.ts'
import { commands, isLeftOut } from '../../../src/install/programs.ts'
import { installedPackages } from '../../../src/install/provided.ts'
import { startPools } from '../../../src/rooms/pools.ts'
import type { Room } from '../../../src/rooms/room.ts'
import { runtimeNamed, titleOf } from '../../../src/runtimes.ts'
import { makeAuthority } from '@wsrpc/contract-tests/certificates'

/** How a test ends that has nothing to say. */
const well = 'no error'

/** Runs the suite in a runtime, its pools on Node. Each of its tests is one here. */
export async function describeRoom(name: string): Promise<void> {
  const runtime = runtimeNamed(name)
  const title = (await titleOf(runtime)) ?? name
  describe.skipIf(isLeftOut(name, runtime.path))(`${title}`, () => {
    declareTests(name, runtime.room, 'Node 24')
  })
}

/** Runs the suite in Node, its pools on another runtime. */
export async function describePoolOn(name: string): Promise<void> {
  const [node, host] = [runtimeNamed('Node 24'), runtimeNamed(name)]
  const titles = [await titleOf(node), (await titleOf(host)) ?? name]
  describe.skipIf(isLeftOut(name, host.path))(`${titles.join(', its pool on ')}`, () => {
    declareTests(`pool on ${name}`, node.room, name)
  })
}

function declareTests(runtime: string, room: Room, poolOn: string): void {
  const ends = new Map<string, string>()
  beforeAll(async () => {
    for (const { group, name, error } of await open(room, poolOn))
      ends.set(`${group}: ${name}`, error ?? well)
  })
  for (const [group, tests] of Object.entries(suite)) {
    describe(`${group}`, () => {
      for (const name of Object.keys(tests)) {
        const full = `${group}: ${name}`
        const difference = differenceAt(runtime, full)
        const remark = difference === undefined ? '' : ` (differs: ${difference.cause})`
        // One with a known difference has to fail, and just so.
        test(`${name}${remark}`, () => {
          const end = ends.get(full) ?? 'it has not run'
          const isSo = difference !== undefined && end.includes(difference.differs)
          expect(isSo ? difference.differs : end).toBe(difference?.differs ?? well)
        })
      }
    })
  }
}

async function open(room: Room, poolOn: string): Promise<readonly Result[]> {
  const folder = (): string => mkdtempSync(join(installedPackages(), 'room-'))
  const authority = await makeAuthority()
  const [server, client] = [await authority.server(), await authority.client('worker-7')]
  await using pools = await startPools(commands[poolOn] ?? [], folder(), { ca: authority.ca, server, client })
  return await room({ control: pools.control, folder: folder() })
}
