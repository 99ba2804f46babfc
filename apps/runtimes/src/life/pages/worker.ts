import type { Wish } from '../words.ts'
import { provideTiles, refusesEval } from './tiles.ts'

addEventListener(
  'message',
  ({ data }: MessageEvent<Wish>) => {
    const tab = provideTiles(data)
    // Each question is answered with what it names.
    addEventListener('message', ({ data: name }: MessageEvent<'life' | 'told'>) => postMessage(tab[name]))
    postMessage(refusesEval())
  },
  { once: true },
)
