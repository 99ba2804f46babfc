import { describe, expect, test } from 'vitest'
import type { Contender } from '../src/contender.ts'
import type { Row } from '../src/row.ts'
import { run } from '../src/run.ts'

/** Rows here open no pairs, so no process is started. */
function contender(name: string): Contender {
  return { name, title: name, folder: name, listens: 'caller', packages: [] }
}

function row(measure: Row['measure'], rest: Partial<Row> = {}): Row {
  const figures = [{ name: '', unit: 'calls/s', better: 'more' }] as const
  return {
    name: 'row',
    title: 'a row',
    ability: 'calls',
    figures,
    clients: 0,
    rounds: 2,
    warmUps: 1,
    measure,
    ...rest,
  }
}

const contenders = ['a', 'b'].map(contender)
const wish = { contenders, subject: undefined, wants: () => true, warmUp: 0, progress: () => {} }

describe('a row', () => {
  test('measures all in turn, and does not count the warm-up', async () => {
    const order: string[] = []
    let value = 0
    const measure: Row['measure'] = async ({ contender: { name } }) => {
      order.push(name)
      return [++value]
    }
    const { lines, absences } = await run({ ...wish, rows: [row(measure)] })
    expect(order.join('')).toBe('ababab')
    expect(lines.map(({ values }) => values)).toEqual([{ a: [3, 5], b: [4, 6] }])
    expect(absences).toEqual([])
  })

  test('leaves out whom it fails, says so, and goes on with the others', async () => {
    const measure: Row['measure'] = async ({ contender: { name } }) => {
      if (name === 'a') throw new Error('no answer')
      return [1]
    }
    const { lines, absences } = await run({ ...wish, rows: [row(measure)] })
    expect(lines[0]?.values).toEqual({ b: [1, 1] })
    expect(absences).toEqual([{ row: 'row', contender: 'a', cause: 'no answer', failed: true }])
  })

  test('leaves out who cannot, with the cause of the table', async () => {
    const some = ['wsrpc', 'nats'].map(contender)
    const { lines, absences } = await run({
      ...wish,
      contenders: some,
      rows: [row(async () => [1], { ability: 'streams' })],
    })
    expect(Object.keys(lines[0]?.values ?? {})).toEqual(['wsrpc'])
    expect(absences).toMatchObject([{ contender: 'nats', failed: false }])
  })

  test('leaves out whom nobody wants there, and says nothing of it', async () => {
    const wants = (name: string, contender: string): boolean => name === 'row' && contender === 'b'
    const { lines, absences } = await run({ ...wish, wants, rows: [row(async () => [1])] })
    expect(lines.map(({ values }) => Object.keys(values))).toEqual([['b']])
    expect(absences).toEqual([])
  })

  test('has a line for each figure, without those that have no value there', async () => {
    const figures = [
      { name: 'p50', unit: 'ms', better: 'less' },
      { name: 'the other p50', unit: 'ms', better: 'less' },
    ] as const
    const measure: Row['measure'] = async ({ contender: { name } }) => [1, name === 'a' ? undefined : 2]
    const { lines } = await run({ ...wish, rows: [row(measure, { figures })] })
    expect(lines.map(({ id, values }) => [id, Object.keys(values)])).toEqual([
      ['row/p50', ['a', 'b']],
      ['row/the-other-p50', ['b']],
    ])
  })

  test('remembers for a contender, until it ends', async () => {
    let asked = 0
    const measure: Row['measure'] = async (lab) => [await lab.once(async () => ++asked)]
    const { lines } = await run({ ...wish, rows: [row(measure), row(measure)] })
    expect(lines.map(({ values }) => values)).toEqual([
      { a: [1, 1], b: [2, 2] },
      { a: [3, 3], b: [4, 4] },
    ])
  })
})
