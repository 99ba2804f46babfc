import { type Connection, isRpcError, Provider } from '@wsrpc/provider'
import type { News, Page } from '../../src/page/news.ts'

/** How the page's own connection is. */
export type LinkState = 'connecting' | 'live' | 'lost' | 'refused'

export interface FeedHost {
  news(news: News): void
  link(state: LinkState): void
  /** The page itself has failed with what it was told. */
  broken(): void
}

/** Where the pool of this page is. */
export function poolUrl(path: string): string {
  return `${location.origin.replace(/^http/, 'ws')}${path}`
}

/** The page dials the pool as the providers do, and is told what is new as a stream. It serves nothing. */
export function follow(token: string | undefined, host: FeedHost): Connection {
  const provider = new Provider({ name: 'page' })
  const connection = provider.connect(poolUrl('/pool/page'), { token, backoff: { max: 2000 } })
  const watch = async (): Promise<void> => {
    for await (const news of connection.service<Page>('Page').watch()) host.news(news)
  }
  const ended = (error: unknown): void => {
    // A stream that was lost; the next connection begins a new one.
    if (isRpcError(error)) return
    host.broken()
    reportError(error)
  }
  connection.on('connected', ({ resumed }) => {
    host.link('live')
    if (!resumed) watch().catch(ended)
  })
  connection.on('disconnected', ({ willRetry }) => host.link(willRetry ? 'lost' : 'refused'))
  connection.on('closed', () => host.link('refused'))
  connection.on('error', () => {}) // the state tells
  return connection
}
