import { describe, expect, it } from 'vitest'
import { RpcError } from '../../src/errors.ts'
import { handler } from '../../src/service/handler.ts'
import { intercept } from '../../src/service/interceptors.ts'
import { nothingLeft, Serving } from './serving.ts'

describe('interceptors', () => {
  it('go around the work, the first outermost', async () => {
    const steps: string[] = []
    const step = (name: string) => async (_context: unknown, next: () => unknown) => {
      steps.push(`${name} in`)
      const result = await next()
      steps.push(`${name} out`)
      return result
    }
    const result = await intercept([step('a'), step('b')], {}, () => (steps.push('work'), 7))
    expect([result, steps]).toEqual([7, ['a in', 'b in', 'work', 'b out', 'a out']])
  })

  it('may be none', () => {
    expect(intercept([], {}, () => 7)).toBe(7)
  })

  it('stay synchronous when they are', () => {
    expect(intercept([(_, next) => (next() as number) + 1], {}, () => 7)).toBe(8)
  })

  it('may answer by themselves, and may ask again', () => {
    let ran = 0
    const work = (): number => ++ran
    expect(intercept([() => 'mine'], {}, work)).toBe('mine')
    expect(ran).toBe(0)
    expect(intercept([(_, next) => [next(), next()]], {}, work)).toEqual([1, 2])
  })
})

describe('interceptors around a method', () => {
  it('see its context and params, and may replace these', async () => {
    const serving = new Serving(
      { echo: (...params: unknown[]) => params, rich: handler((context, a) => [context.method, a]) },
      {
        identity: 'ann',
        interceptors: [
          (context, next) => {
            expect(context.identity).toBe('ann')
            context.params = [...context.params, context.method]
            return next()
          },
        ],
      },
    )
    expect(await serving.call('S.echo', 1)).toEqual({ kind: 'result', value: [1, 'S.echo'] })
    expect(await serving.call('S.rich')).toEqual({ kind: 'result', value: ['S.rich', 'S.rich'] })
  })

  it('may refuse: their error is the answer, and the method does not run', async () => {
    let ran = 0
    const serving = new Serving(
      { run: () => ++ran },
      {
        interceptors: [
          (context) => {
            throw new RpcError('PERMISSION_DENIED', `not ${context.method}`)
          },
        ],
      },
    )
    expect(await serving.call('S.run')).toMatchObject({
      kind: 'error',
      error: { code: 'PERMISSION_DENIED', message: 'not S.run' },
    })
    expect(ran).toBe(0)
    expect(serving.leftovers).toEqual(nothingLeft)
  })

  it('may change the result, also of an asynchronous method', async () => {
    const serving = new Serving(
      { run: async () => 1 },
      { interceptors: [async (_, next) => ((await next()) as number) + 1] },
    )
    expect(await serving.call('S.run')).toEqual({ kind: 'result', value: 2 })
  })

  it('see notifies too', async () => {
    const seen: string[] = []
    const serving = new Serving(
      { run: () => seen.push('run') },
      { interceptors: [(context, next) => (seen.push(context.method), next())] },
    )
    serving.notify('S.run')
    await serving.settled()
    expect(seen).toEqual(['S.run', 'run'])
  })

  it('do not see what is not there', async () => {
    const seen: string[] = []
    const serving = new Serving({ run: () => 1 }, { interceptors: [(context) => seen.push(context.method)] })
    await serving.call('S.nope')
    expect(seen).toEqual([])
  })

  it('that are none cost nothing: the method is called without them', async () => {
    const through = (): boolean => (new Error('here').stack ?? '').includes('interceptors.ts')
    const runs = [{}, { interceptors: [] }, { interceptors: [(_: unknown, next: () => unknown) => next()] }]
    const results = await Promise.all(
      runs.map((options) => new Serving({ through }, options).call('S.through')),
    )
    expect(results.map((ending) => ending.kind === 'result' && ending.value)).toEqual([false, false, true])
  })
})
