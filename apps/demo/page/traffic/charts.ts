import uPlot from 'uplot'
import type { TrafficPoint } from '../../src/page/news.ts'
import { byId } from '../elements.ts'
import { columnsOf } from './columns.ts'

/** In px. */
const height = 136

/** A colour of the page, as it is now: it changes with the scheme. */
function ink(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim()
}

function axis(isTime: boolean): uPlot.Axis {
  return {
    stroke: () => ink('--soft'),
    font: '11px system-ui, sans-serif',
    size: isTime ? 24 : 40,
    ...(isTime ? { splits: (made: uPlot) => quarters(made) } : {}),
    space: isTime ? 80 : 30,
    ...(isTime ? { values: (made: uPlot, at: number[]) => at.map((second) => agoWords(second, made)) } : {}),
    grid: { stroke: () => ink('--line'), width: 1, show: !isTime },
    ticks: { show: false },
  }
}

/** Every quarter of a minute, from the newest point back. */
function quarters({ data }: uPlot): number[] {
  const end = data[0]?.at(-1) ?? 0
  return [end - 45, end - 30, end - 15, end]
}

/** How long ago, as against the newest point. */
function agoWords(second: number, { data }: uPlot): string {
  const ago = (data[0]?.at(-1) ?? second) - second
  return ago <= 0 ? 'now' : `${ago} s ago`
}

function chart(place: HTMLElement, series: readonly uPlot.Series[]): uPlot {
  const options: uPlot.Options = {
    width: place.clientWidth,
    height,
    cursor: { show: false },
    legend: { show: false },
    scales: { x: { time: false }, y: { range: (_chart, _least, most) => [0, Math.max(5, most * 1.15)] } },
    axes: [axis(true), axis(false)],
    series: [{}, ...series],
  }
  const made = new uPlot(options, undefined, place)
  new ResizeObserver(() => made.setSize({ width: place.clientWidth, height })).observe(place)
  return made
}

const line = (colour: string): uPlot.Series => ({
  stroke: () => ink(colour),
  width: 2,
  // One second between two without calls is a point, and no line.
  points: { show: true, size: 4, fill: () => ink(colour) },
})

const area = (colour: string, fill: string): uPlot.Series => ({
  ...line(colour),
  fill: () => ink(fill),
  points: { show: false },
})

/** Calls a second, and how long they took. */
export class Charts {
  readonly #calls = chart(byId('chart-calls'), [area('--accent', '--accent-faint')])
  readonly #times = chart(byId('chart-times'), [line('--accent'), line('--second')])

  show(points: readonly TrafficPoint[]): void {
    const { at, calls, p50, p99 } = columnsOf(points)
    this.#calls.setData([at, calls])
    this.#times.setData([at, p50, p99])
  }
}
