import type { ServerResponse } from 'node:http'
import { pageHeaders } from './headers.ts'

/** A file of the page, as it was bundled. */
export interface Asset {
  readonly type: string
  readonly body: string | Uint8Array
}

/** By path. */
export type Assets = ReadonlyMap<string, Asset>

/** @returns whether there is such a file. */
export function sendAsset(assets: Assets, path: string, response: ServerResponse): boolean {
  const asset = assets.get(path)
  if (asset === undefined) return false
  response.writeHead(200, { ...pageHeaders, 'Content-Type': asset.type }).end(asset.body)
  return true
}
