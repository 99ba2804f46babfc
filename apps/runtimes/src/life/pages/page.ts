import type { Wish } from '../words.ts'
import { provideTiles, refusesEval } from './tiles.ts'

const wish = JSON.parse(decodeURIComponent(location.search.slice(1))) as Wish
Object.assign(globalThis, { tab: provideTiles(wish), refusesEval: refusesEval() })
