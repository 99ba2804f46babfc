import type { News } from '../../src/page/news.ts'
import { type PageState, providerOf } from '../state/state.ts'
import type { Wires } from '../wires/wires.ts'
import type { Picture } from './picture.ts'

/** Shows on the picture, and on the lines, what the news tell: a tile appears when its answer has come all the way. */
export function followPicture(picture: Picture, wires: Wires, news: News, state: PageState): void {
  if (news.picture !== undefined) picture.begin(news.picture)
  const delays = new Map<number, number>()
  for (const blip of news.blips) {
    const { type, tile, connection } = blip
    const provider = providerOf(state, connection)
    if (type === 'lost') picture.overlay.lost(tile)
    if (provider === undefined) continue
    if (type === 'sent') picture.overlay.begun(tile, provider.slot)
    const delay = wires.travel(blip, provider)
    if (type === 'answered') delays.set(tile, delay)
  }
  // A page that has just come is told what was here before: nothing travels for it.
  const isNew = news.about === undefined
  const { id } = picture
  for (const tile of news.tiles) {
    const show = (): void => {
      if (picture.id !== id) return
      picture.put(tile)
      picture.overlay.painted(tile.index, tile.slot, isNew)
    }
    const delay = isNew ? (delays.get(tile.index) ?? 0) : 0
    if (delay === 0) show()
    else setTimeout(show, delay)
  }
}
