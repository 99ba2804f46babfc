import { type ConnectOptions, json, Provider, type RpcError } from '@wsrpc/provider'
import type { Job, Report } from '../job.ts'

/** Runs the same in each runtime, and uses nothing that one of them lacks. */
export async function runJob({ url, close, ...job }: Job): Promise<Report> {
  const provider = new Provider({ name: 'room' })
  const left = new Promise<void>((leave) => provider.register('Room', { leave: () => leave() }))
  const errors: RpcError[] = []
  let joined = false
  try {
    const connection = provider.connect(url, optionsOf(job))
    connection.on('connected', () => (joined = true))
    connection.on('error', (error) => errors.push(error as RpcError))
    const closed = new Promise<Report['closed']>((resolve) => connection.once('closed', resolve))
    if (close !== undefined) {
      await fetch(close.when)
      await connection.close()
      await fetch(close.doneWhen)
      return { joined, ...shownOf(errors) }
    }
    const gone = await Promise.race([closed, left])
    await provider.drain()
    return { joined, ...shownOf(errors), ...(gone ? { closed: gone } : {}) }
  } catch (error) {
    const { name, message } = error as Error
    return { threw: { name, message }, joined, ...shownOf(errors) }
  }
}

/** What of the options can't travel is made here. */
function optionsOf({ options, codec, webSocket }: Omit<Job, 'url'>): ConnectOptions {
  return {
    ...options,
    ...(codec === undefined ? {} : { codec: json() }),
    ...(webSocket === undefined ? {} : { webSocket: sources[webSocket] }),
  }
}

const sources = {
  class: WebSocket,
  function: (url: string, protocols: string[]) => new WebSocket(url, protocols),
} as unknown as Record<'class' | 'function', NonNullable<ConnectOptions['webSocket']>>

function shownOf(errors: readonly RpcError[]): Pick<Report, 'errors' | 'shown'> {
  return {
    errors: errors.map(({ code, message, data }) => ({ code, message, data })),
    shown: errors.map((error) => `${String(error)}\n${String(error.cause)}`).join('\n'),
  }
}
