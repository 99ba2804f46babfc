import { Provider } from '@wsrpc/provider/browser'
import type { Seen, Tile, Wish } from '../words.ts'

/** Provides `Tiles` as the wish says, in a page or in a worker, and lets it be seen. */
export function provideTiles(wish: Wish): Seen {
  const { name, exclusive = false, whenHidden = 'away', asksForUrl, watchdog } = wish
  const begun: number[] = []
  const told: string[] = []
  const ends = new Map<number, () => void>()
  const provider = new Provider({ name, exclusive, whenHidden })
  provider.register('Tiles', {
    who: () => name,
    compute: (n: number) => {
      begun.push(n)
      return new Promise<Tile>((resolve) => ends.set(n, () => resolve({ n, by: name })))
    },
  })
  provider.life.on('change', (state) => told.push(state))
  const url = `ws://${location.host}/tiles`
  const connection = provider.connect(
    asksForUrl === true ? () => url : url,
    watchdog === undefined ? {} : { heartbeat: { interval: watchdog } },
  )
  connection.on('connected', ({ resumed }) => told.push(resumed ? 'resumed' : 'connected'))
  connection.on('disconnected', ({ code }) => told.push(`disconnected ${code}`))
  connection.on('error', ({ message }) => told.push(message))
  return {
    begun,
    told,
    finish: (n) => ends.get(n)?.(),
    get state() {
      return connection.state
    },
    get life() {
      return provider.life.state
    },
  }
}

/** Whether this place makes no code of text: `true` under a policy without `unsafe-eval`. */
export function refusesEval(): boolean {
  try {
    // oxlint-disable-next-line typescript/no-implied-eval -- to see that it is refused
    return typeof new Function('return 1') !== 'function'
  } catch {
    return true
  }
}
