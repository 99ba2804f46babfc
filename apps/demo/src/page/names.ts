import type { Role } from '../stage/child.ts'

/** Names of processes by what they do: trees compute, furniture keeps files. */
const names: Readonly<Record<Role | 'tab', readonly string[]>> = {
  tiles: ['maple', 'willow', 'rowan', 'cedar', 'hazel', 'alder', 'birch', 'linden', 'juniper', 'larch'],
  files: ['cabinet', 'drawer', 'shelf'],
  // Tabs come and go as birds do.
  tab: ['wren', 'robin', 'finch', 'heron', 'swift', 'plover', 'dunlin', 'siskin', 'martin', 'osprey'],
}

/** The first name that is free; with a number when all are taken. */
export function pickName(role: Role | 'tab', isTaken: (name: string) => boolean): string {
  for (let round = 1; ; round++) {
    const free = names[role].map((name) => (round === 1 ? name : `${name}-${round}`))
    const found = free.find((name) => !isTaken(name))
    if (found !== undefined) return found
  }
}
