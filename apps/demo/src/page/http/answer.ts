import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Command } from '../commands.ts'
import { sendError, sendJson, sendMessage } from './answers.ts'
import { type Assets, sendAsset } from './assets.ts'
import { readParams } from './body.ts'
import type { FilesOverHttp } from './files.ts'
import { type GateRules, refuseRequest } from './gate.ts'

/** Bytes a second of the slowest line that is played. */
const slowest = 1024

/** What the HTTP side of the demo answers with. */
export interface Answers {
  readonly assets: Assets
  readonly commands: ReadonlyMap<string, Command>
  /** `undefined`: files are off. */
  readonly files: FilesOverHttp | undefined
  readonly rules: GateRules
}

/** Answers a request of a page. Never rejects. */
export async function answer(
  answers: Answers,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method = '', headers, url = '/' } = request
  const { host, origin } = headers
  const token = headers.authorization?.match(/^Bearer (.+)$/)?.[1] ?? ''
  const facts = { method, host, origin, contentType: headers['content-type'], token }
  const refusal = refuseRequest(facts, answers.rules)
  if (refusal !== undefined) return sendMessage(response, refusal.status, refusal.message)
  try {
    await (method === 'POST' ? command(answers, url, request, response) : get(answers, request, response))
  } catch (error) {
    sendError(response, error)
  }
}

async function command(
  { commands }: Answers,
  url: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const run = url.startsWith('/commands/') ? commands.get(url.slice('/commands/'.length)) : undefined
  if (run === undefined) return sendMessage(response, 404, 'There is no such command.')
  const params = await readParams(request)
  if (params === undefined) return sendMessage(response, 400, 'A command is a small JSON object.')
  const problem = run(params)
  if (problem !== undefined) return sendMessage(response, 409, problem)
  sendJson(response, 200, {})
}

async function get(
  { assets, files }: Answers,
  { method, url = '/' }: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  // Not by URL: it would make something else of '..' before anybody could refuse it.
  const [path = '', query = ''] = url.split('?', 2)
  if (sendAsset(assets, path, response)) return
  const [, area, rest] = /^\/(files|folders)\/(.*)$/.exec(path) ?? []
  if (rest === undefined) return sendMessage(response, 404, 'There is nothing here.')
  if (files === undefined) {
    return sendMessage(response, 403, 'Files is off: this page is open to the network.')
  }
  const name = decode(rest)
  if (name === undefined) return sendMessage(response, 400, 'The path is not encoded as it must be.')
  if (area === 'folders') return files.sendFolder(name, response)
  const wishes = new URLSearchParams(query)
  const rate = Number(wishes.get('rate') ?? NaN)
  const wish = {
    download: wishes.has('download'),
    rate: Number.isFinite(rate) ? Math.max(slowest, rate) : undefined,
  }
  // Of the rest Node lets a HEAD see no body; a file's would be read for nothing.
  await (method === 'HEAD' ? files.sendHead(name, wish, response) : files.sendFile(name, wish, response))
}

function decode(path: string): string | undefined {
  try {
    return decodeURIComponent(path)
  } catch {
    return undefined
  }
}
