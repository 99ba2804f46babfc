/** The page: joins its parts. */

import { byId, setText } from './elements.ts'
import { FilesBrowser } from './files/browser.ts'
import { addControls } from './picture/controls.ts'
import { followPicture } from './picture/follow.ts'
import { Picture } from './picture/picture.ts'
import { Commands } from './pool/commands.ts'
import { follow, type LinkState } from './pool/feed.ts'
import { PoolPanel } from './pool/panel.ts'
import { FilesPart } from './files/part.ts'
import { Sides } from './providers/sides.ts'
import { headline } from './state/headline.ts'
import { nothing, type PageState, reduce } from './state/state.ts'
import { tokenIn } from './state/token.ts'
import { Tab } from './tab/tab.ts'
import { Charts } from './traffic/charts.ts'
import { nowWords } from './traffic/columns.ts'
import { boxOf, Wires } from './wires/wires.ts'

const token = tokenIn(location.hash)
let state: PageState = nothing

const say = (text: string): void => setText(byId('headline'), text)
const commands = new Commands(token, say)
const tab = new Tab(token)
const picture = new Picture()
const panel = new PoolPanel()
const charts = new Charts()
const files = new FilesPart(new FilesBrowser(), commands)
const sides = new Sides(commands, tab, () => wires.lay(state.roster.providers))
const wires = new Wires(byId<SVGSVGElement>('wires'), byId('pool'), {
  cardOf: (provider) => sides.cardOf(provider),
  placeOf: (tile) => {
    const part = picture.middleOf(tile)
    const { x, y, width, height } = boxOf(byId('picture'))
    return part && { x: x + part.x * width, y: y + part.y * height }
  },
})

/** All cards: that of this tab is another one when its connection is. */
function showSides(): void {
  sides.show(state.roster.providers, state.about?.mostProcesses ?? 0)
}

function showRoster(before: PageState): void {
  const { roster } = state
  showSides()
  wires.lay(roster.providers)
  files.show(state)
  // What was here when the page came is no news.
  const said = before.about === undefined ? undefined : headline(before.roster.providers, roster.providers)
  if (said !== undefined) say(said)
}

const linkWords: Readonly<Record<LinkState, string>> = {
  connecting: 'connecting',
  live: 'live',
  lost: 'reconnecting',
  refused: 'not connected',
}

function showLink(link: LinkState): void {
  byId('link-state').dataset['state'] = link
  setText(byId('link-state'), linkWords[link])
  if (link === 'refused')
    notice('The pool does not let this page in: open the whole link that the demo printed, with its #token.')
}

function notice(text: string): void {
  byId('notice').hidden = false
  setText(byId('notice'), text)
}

addControls(commands, picture.overlay)
tab.onChange = showSides
tab.onRefused = (reason) => say(`This tab could not join: ${reason}`)
new ResizeObserver(() => wires.lay(state.roster.providers)).observe(byId('scene'))

follow(token, {
  link: showLink,
  broken: () => notice('This page has an error, and shows nothing new: reload it. The console says more.'),
  news: (news) => {
    const before = state
    state = reduce(state, news)
    if (news.roster !== undefined || news.about !== undefined) showRoster(before)
    followPicture(picture, wires, news, state)
    panel.show(state)
    if (news.traffic === undefined) return
    charts.show(news.traffic)
    setText(byId('traffic-now'), nowWords(news.traffic))
  },
})
