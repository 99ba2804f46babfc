import type { CallEvent, CallObserver } from '../../src/dispatch/trace.ts'

/** An observer that writes down what it is told. */
export interface Watch {
  readonly observe: CallObserver
  readonly events: CallEvent[]
  /** In words: `10 sent a #1` is what came 10 ms after the call began, of its first attempt, at the instance `a`. */
  readonly story: string[]
}

export function watch(): Watch {
  const events: CallEvent[] = []
  const story: string[] = []
  const observe: CallObserver = (event) => {
    events.push(event)
    story.push(`${event.at} ${inWords(event)}`)
  }
  return { observe, events, story }
}

function inWords(event: CallEvent): string {
  switch (event.type) {
    case 'queued':
      return `queued ${event.waiting}`
    case 'picked':
      return `picked ${event.provider} of ${event.candidates} by ${event.by}`
    case 'again':
      return `again, ${event.why}`
    case 'failed':
      return `failed ${event.code} ${event.execution}`
    default:
      return `${event.type} ${event.provider} #${event.attempt}${more(event)}`
  }
}

function more(event: CallEvent): string {
  if (event.type === 'sent' && event.hedge) return ' hedge'
  if (event.type === 'refused') return ` ${event.reason}`
  if (event.type === 'lost') return event.arrived ? ' arrived' : ' not arrived'
  return ''
}
