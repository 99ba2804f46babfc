import type { Role } from '../stage/child.ts'
import { type Crew, mostProcesses } from './crew.ts'
import type { Painter } from './painter.ts'

/** What a page sends along. Nothing of it is trusted. */
export type Params = Readonly<Record<string, unknown>>

/** @returns why it can't be done; nothing when it is. */
export type Command = (params: Params) => string | undefined

const roles: readonly unknown[] = ['tiles', 'files'] satisfies Role[]

/** What pages may ask for, by name. */
export function makeCommands(crew: Crew, painter: Painter, hasFiles: boolean): ReadonlyMap<string, Command> {
  const toOne =
    (act: (name: string) => boolean): Command =>
    ({ name }) =>
      typeof name === 'string' && act(name) ? undefined : 'There is no such process: it may have ended.'
  const to =
    (act: () => void): Command =>
    () => {
      act()
      return undefined
    }
  const start: Command = ({ role }) => {
    if (!roles.includes(role)) return "The role must be 'tiles' or 'files'."
    if (role === 'files' && !hasFiles) return 'Files is off here.'
    const name = crew.start(role as Role)
    return name === undefined ? `There are ${mostProcesses} processes already: end one first.` : undefined
  }
  const zoom: Command = ({ x, y }) => {
    if (!isPart(x) || !isPart(y)) return 'x and y must be numbers from 0 to 1.'
    painter.zoomInto(x, y)
    return undefined
  }
  return new Map<string, Command>([
    ['start', start],
    ['kill', toOne((name) => crew.kill(name))],
    ['stop', toOne((name) => crew.stop(name))],
    ['pause', toOne((name) => crew.pause(name))],
    ['resume', toOne((name) => crew.resume(name))],
    ['zoom', zoom],
    ['zoom-out', to(() => painter.zoomOut())],
    ['again', to(() => painter.again())],
  ])
}

function isPart(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= 1
}
