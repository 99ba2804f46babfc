import { RpcError } from '@wsrpc/core'
import type { TileJob } from './services.ts'

/** What one call may ask for at most, so that none keeps a provider busy for long. */
const most = { side: 4096, area: 1024 * 1024, iterations: 20_000, samples: 4 }

/** @throws RpcError INVALID_ARGUMENT: a method checks its params like any public function, the types don't travel. */
export function checkJob(job: TileJob): void {
  const { scene, tile } = job ?? {}
  const numbers = [scene?.centerX, scene?.centerY, scene?.span]
  if (!numbers.every(Number.isFinite)) throw invalid('scene.centerX, centerY and span must be numbers')
  checkWhole('scene.width', scene.width, 1, most.side)
  checkWhole('scene.height', scene.height, 1, most.side)
  checkWhole('scene.maxIterations', scene.maxIterations, 1, most.iterations)
  checkWhole('scene.samples', scene.samples, 1, most.samples)
  checkWhole('tile.index', tile?.index, 0, Number.MAX_SAFE_INTEGER)
  checkWhole('tile.x', tile.x, 0, scene.width - 1)
  checkWhole('tile.y', tile.y, 0, scene.height - 1)
  checkWhole('tile.width', tile.width, 1, scene.width - tile.x)
  checkWhole('tile.height', tile.height, 1, scene.height - tile.y)
  if (tile.width * tile.height > most.area) throw invalid(`a tile may have ${most.area} pixels`)
}

function checkWhole(name: string, value: unknown, least: number, greatest: number): void {
  if (Number.isInteger(value) && (value as number) >= least && (value as number) <= greatest) return
  throw invalid(`${name} must be a whole number from ${least} to ${greatest}`)
}

function invalid(message: string): RpcError {
  return new RpcError('INVALID_ARGUMENT', message)
}
