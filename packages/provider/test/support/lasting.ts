import { handler } from '../../src/index.ts'
import type { PoolEnd } from './pool-end.ts'
import { settle, World } from './world.ts'

/** For how long the pools of a {@link lasting} world keep what lost its socket, in ms. */
export const window = 15_000

/** A world whose pools keep what lost its socket. */
export function lasting(): World {
  const world = new World({ name: 'attic' })
  world.usual = { window }
  return world
}

/** The pool's end of the connection that is meant to last: later ends only bring it their sockets. */
export function firstOf(world: World): PoolEnd {
  return world.pools[0]!
}

/** Cuts the newest wire; what is on it is lost. */
export async function cut(world: World): Promise<void> {
  world.wires.at(-1)?.terminate()
  await settle()
}

/** From now on what we send stays on the wire: without that, all is there before it can be cut. */
export function swallow(world: World): void {
  world.wires.at(-1)?.hold()
}

/** What {@link slow} knows of the method that runs. */
export interface Running {
  end: ((value: unknown) => void) | undefined
  signal: AbortSignal | undefined
}

/** Offers `Slow.run`, which ends when `end` is called. */
export function slow(world: World): Running {
  const running: Running = { end: undefined, signal: undefined }
  world.provider.register('Slow', {
    run: handler((context) => {
      running.signal = context.signal
      return new Promise((resolve) => (running.end = resolve))
    }),
  })
  return running
}
