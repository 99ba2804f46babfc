/** What the pool's process tells the pages, as types for both sides. */

import type { LabelValue } from '@wsrpc/core'
import type { Scene } from '../mandelbrot.ts'

/** How a provider is. */
export type ProviderState =
  /** Its process runs, and has not dialled in yet. */
  | 'starting'
  | 'ready'
  /** It takes no new calls for a while. */
  | 'paused'
  /** What runs is finished, then it ends. */
  | 'leaving'
  /** It said that it can't answer now: a page that is asleep. */
  | 'away'
  /** Its socket is lost, and the pool waits for it. */
  | 'returning'
  /** Its process was killed. */
  | 'killed'
  | 'gone'

/** A process of this machine, or a tab of some browser. */
export type ProviderKind = 'process' | 'tab'

/** A provider, as the page shows it. */
export interface ProviderView {
  /** No other has it at the same time. */
  readonly name: string
  readonly kind: ProviderKind
  /** Which colour it has: the smallest number, from 0, that no other has. */
  readonly slot: number
  readonly state: ProviderState
  /** The id of its connection; '' before it has one. */
  readonly connection: string
  readonly services: readonly string[]
  readonly labels: Readonly<Record<string, LabelValue>>
  /** Of one that was killed: what it took with it. */
  readonly inFlight: number
  readonly concurrency: number
  /** Calls that it has answered. */
  readonly answered: number
}

export interface Roster {
  /** In the order in which they came. */
  readonly providers: readonly ProviderView[]
  /** Calls that wait for a provider. */
  readonly waiting: number
}

/** A picture that is being painted. */
export interface PictureView {
  /** Counts up: what is told of an earlier one is late. */
  readonly id: number
  readonly scene: Scene
  /** In pixels. */
  readonly tileSize: number
}

/** A tile that came back. */
export interface PaintedTile {
  readonly index: number
  /** Red, green, blue; row by row. */
  readonly pixels: Uint8Array
  /** The name and the colour of the provider that computed it. */
  readonly by: string
  readonly slot: number
}

/** Something that happened to a call, and where: worth a moment on the screen. */
export interface Blip {
  readonly type: 'sent' | 'answered' | 'lost'
  readonly connection: string
  /** The picture's tile that it was about; -1 for other calls. */
  readonly tile: number
}

/** One second. */
export interface TrafficPoint {
  /** Its number, counted from 1 on. */
  readonly at: number
  /** Calls that were answered. */
  readonly calls: number
  /** Answer times in ms, from the sending on; 0 when there were no calls. */
  readonly p50: number
  readonly p99: number
}

/** A file that the page offers at once. */
export interface ShelfFile {
  readonly label: string
  readonly path: string
}

/** What does not change while the pool's process runs. */
export interface About {
  /** Whether pages of other machines may come: then commands need the token. */
  readonly lan: boolean
  readonly files: boolean
  /** Files that are worth a look. */
  readonly shelf: readonly ShelfFile[]
  /** Most processes that may run at once. */
  readonly mostProcesses: number
}

/** An item of the stream: what is new since the last one. A part that is missing has not changed. */
export interface News {
  readonly about?: About
  /** A new picture. The tiles that come along are its. */
  readonly picture?: PictureView
  readonly roster?: Roster
  readonly traffic?: readonly TrafficPoint[]
  readonly blips: readonly Blip[]
  readonly tiles: readonly PaintedTile[]
}

/** The pool's own service for pages. */
export interface Page {
  /** First how it stands, then what is new, for ever. */
  watch(): AsyncIterable<News>
}
