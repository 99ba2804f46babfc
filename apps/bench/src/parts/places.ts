/** From a CPU profile to the places in it: pure. */

/** Of a profile of V8, what is needed here: https://chromedevtools.github.io/devtools-protocol/tot/Profiler/#type-Profile */
export interface Profile {
  readonly nodes: readonly ProfileNode[]
  /** In µs. */
  readonly startTime: number
  readonly endTime: number
}

export interface ProfileNode {
  readonly id: number
  readonly callFrame: { readonly functionName: string; readonly url: string }
  /** Samples that found the program in this very function. */
  readonly hitCount?: number | undefined
  readonly children?: readonly number[] | undefined
}

/**
 * By place: how much of the CPU time of the main thread. All together are 1. A place is where a file is, whatever folder
 * this project lies in: `core/codec/scan.ts`, `pool-node/pool.js`, `bench/jobs/loop.ts`, `npm/ws/lib/sender.js`, `node:net`.
 */
export type Shares = Readonly<Record<string, number>>

/** The place of what a profile does not see: Node calls it idle when the event loop reads a socket, as when it waits. */
export const eventLoop = '(event loop)'

/** Functions that are not JavaScript and are places of their own: the write of a socket, and the loop of microtasks. */
const natives = /^(?:write(?:Buffer|v|\w*String)|runMicrotasks)$/

/** @param cpu CPU time of the main thread during the profile, in µs. */
export function sharesOf(profile: Profile, cpu: number): Shares {
  const counts = countsOf(profile.nodes)
  const apart = (profile.endTime - profile.startTime) / sum(counts.values())
  counts.delete('(idle)')
  const seen = sum(counts.values()) * apart
  // Where others want the CPU too, time goes by in functions that do not run.
  const whole = Math.max(cpu, seen)
  const shares = [...counts].map(([place, count]) => [place, (count * apart) / whole])
  return { ...Object.fromEntries(shares), [eventLoop]: (whole - seen) / whole }
}

/** Samples by place. */
function countsOf(nodes: readonly ProfileNode[]): Map<string, number> {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const counts = new Map<string, number>()
  const visit = (node: ProfileNode, above: string): void => {
    const place = placeOf(node, above)
    const { hitCount = 0, children = [] } = node
    if (hitCount > 0) counts.set(place, (counts.get(place) ?? 0) + hitCount)
    for (const id of children) visit(byId.get(id) as ProfileNode, place)
  }
  const [root] = nodes
  if (root !== undefined) visit(root, '(program)')
  return counts
}

/** @param above the place of the caller: what the engine brings along (a Map's `get`) is part of who calls it. */
function placeOf({ callFrame: { functionName, url } }: ProfileNode, above: string): string {
  if (url !== '') return fileOf(url)
  if (natives.test(functionName)) return `native/${functionName}`
  return functionName.startsWith('(') && functionName !== '(root)' ? functionName : above
}

/** By where a file is: what it is called here. The first that fits counts. */
const files: readonly (readonly [where: RegExp, place: string])[] = [
  [/^.*\/(?:packages|@wsrpc)\/([\w-]+)\/(?:src|dist)\//, '$1/'],
  [/^.*\/node_modules\//, 'npm/'],
  [/^.*\/apps\/bench\/src\//, 'bench/'],
]

function fileOf(url: string): string {
  const path = url.replaceAll('\\', '/')
  const [where, place] = files.find(([pattern]) => pattern.test(path)) ?? [/^/, '']
  return path.replace(where, place)
}

function sum(counts: Iterable<number>): number {
  return [...counts].reduce((one, other) => one + other, 0)
}
