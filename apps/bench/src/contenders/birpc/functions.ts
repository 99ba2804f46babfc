import type { WebSocket } from 'ws'
import type { BirpcOptions } from 'birpc'
import { handlers, type Param } from '../../work.ts'

export interface Functions {
  echo(param: Param): Param
  bytes(size: number): string
}

/** What is offered to the other end. It carries JSON: bytes go as base64. */
export const functions: Functions = { echo: handlers.echo, bytes: handlers.base64 }

/** As its README has it for a WebSocket. Without its timer a call, which is an option too. */
export function options<Remote extends object, Local extends object>(
  socket: WebSocket,
): BirpcOptions<Remote, Local, false> {
  return {
    post: (data: string) => socket.send(data),
    on: (listener) => void socket.on('message', listener),
    serialize: (value) => JSON.stringify(value),
    deserialize: (text) => JSON.parse(String(text)),
    timeout: -1,
  } as BirpcOptions<Remote, Local, false>
}
