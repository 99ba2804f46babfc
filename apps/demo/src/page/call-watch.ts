import type { CallEvent } from '@wsrpc/pool-node'
import type { Tile } from '../tiles.ts'
import type { Attendance } from './attendance.ts'
import type { Bulletin } from './bulletin.ts'
import type { Blip } from './news.ts'
import type { Traffic } from './traffic.ts'

/** What a page shows of what happens to a call. */
const blips: Readonly<Partial<Record<CallEvent['type'], Blip['type']>>> = {
  sent: 'sent',
  answered: 'answered',
  interrupted: 'lost',
  lost: 'lost',
}

/** Makes numbers and blips of what the pool tells of its calls. */
export class CallWatch {
  readonly #traffic: Traffic
  readonly #attendance: Attendance
  readonly #bulletin: Bulletin
  /** When each attempt of an open call was sent, in ms since the call began. */
  readonly #sent = new Map<number, Map<number, number>>()

  constructor(traffic: Traffic, attendance: Attendance, bulletin: Bulletin) {
    this.#traffic = traffic
    this.#attendance = attendance
    this.#bulletin = bulletin
  }

  /** Told of all calls. */
  happened(event: CallEvent): void {
    const attempts = this.#sent.get(event.call) ?? new Map<number, number>()
    if (event.type === 'sent') this.#sent.set(event.call, attempts.set(event.attempt, event.at))
    if (event.type === 'answered') {
      this.#traffic.answered(event.at - (attempts.get(event.attempt) ?? 0))
      this.#attendance.answered(event.connection)
    }
    if (event.type === 'answered' || event.type === 'failed') this.#sent.delete(event.call)
    // Those of the picture are told with their tile.
    if (event.method !== 'Tiles.render') this.#tell(event, -1)
  }

  /** Told of the calls of the picture. */
  happenedTo(tile: Tile, event: CallEvent): void {
    this.#tell(event, tile.index)
  }

  #tell(event: CallEvent, tile: number): void {
    const type = blips[event.type]
    if (type === undefined || !('connection' in event)) return
    this.#bulletin.tellBlip({ type, connection: event.connection, tile })
  }
}
