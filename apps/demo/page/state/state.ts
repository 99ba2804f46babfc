/** What the page knows, and how news change it. Pure. */

import type { About, News, PictureView, ProviderView, Roster, TrafficPoint } from '../../src/page/news.ts'

/** Who painted a tile. */
export interface Owner {
  readonly name: string
  readonly slot: number
}

export interface PageState {
  readonly about: About | undefined
  readonly roster: Roster
  readonly picture: PictureView | undefined
  /** By tile, of this picture. */
  readonly owners: ReadonlyMap<number, Owner>
  readonly traffic: readonly TrafficPoint[]
}

export const nothing: PageState = {
  about: undefined,
  roster: { providers: [], waiting: 0 },
  picture: undefined,
  owners: new Map(),
  traffic: [],
}

export function reduce(state: PageState, news: News): PageState {
  const owners = new Map(news.picture === undefined ? state.owners : [])
  for (const { index, by, slot } of news.tiles) owners.set(index, { name: by, slot })
  return {
    about: news.about ?? state.about,
    roster: news.roster ?? state.roster,
    picture: news.picture ?? state.picture,
    owners,
    traffic: news.traffic ?? state.traffic,
  }
}

/** The provider with a connection. */
export function providerOf(state: PageState, connection: string): ProviderView | undefined {
  return state.roster.providers.find((provider) => provider.connection === connection)
}

/** A part of the picture that one provider has painted. */
export interface Share extends Owner {
  readonly tiles: number
}

/** Who painted how many tiles, in the order of the colours. */
export function sharesOf(owners: ReadonlyMap<number, Owner>): Share[] {
  const shares = new Map<string, Share>()
  for (const { name, slot } of owners.values()) {
    shares.set(name, { name, slot, tiles: (shares.get(name)?.tiles ?? 0) + 1 })
  }
  return [...shares.values()].sort((a, b) => a.slot - b.slot)
}

/** How many tiles a picture has. */
export function tilesOf({ scene, tileSize }: PictureView): number {
  return Math.ceil(scene.width / tileSize) * Math.ceil(scene.height / tileSize)
}
