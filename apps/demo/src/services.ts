/** What is called over the pool, as types only: both sides are written against them. */

import type { Tile } from './tiles.ts'
import type { Scene } from './mandelbrot.ts'

/** One entry of a folder. */
export interface Entry {
  readonly name: string
  readonly kind: 'file' | 'folder'
}

/** What is known of a file or folder. */
export interface Stat {
  readonly kind: 'file' | 'folder'
  /** In bytes; 0 for a folder. */
  readonly size: number
  readonly modified: Date
}

/** A folder, to read from. Paths are relative to it, with `/` between the names. */
export interface Files {
  list(path: string): Promise<Entry[]>
  /** Its bytes, chunk by chunk, as fast as they are read. What is wrong with the path is told before the first. */
  read(path: string): AsyncIterable<Uint8Array>
  stat(path: string): Promise<Stat>
}

/** What a tile's provider is asked for. */
export interface TileJob {
  readonly scene: Scene
  readonly tile: Tile
}

export interface RenderedTile {
  /** Red, green, blue; row by row. */
  readonly pixels: Uint8Array
  /** The provider's name. */
  readonly by: string
  /** Which sending of the call this was, from 1: more than 1 if an earlier one was lost. */
  readonly attempt: number
}

/** Computes pieces of a picture. */
export interface Tiles {
  render(job: TileJob): Promise<RenderedTile>
}

/** The pool's own service, which the providers of Tiles may call: the same connection, the other way. */
export interface Board {
  /** A provider began to work on a tile. */
  started(index: number): void
}
