// How long the provider of docs/a-provider-in-python.md waits before it dials again: it draws a number from 0 to its pause.

import { describe, expect, test } from 'vitest'
import { providerProgram } from './document.ts'
import { lastingPort } from './ports.ts'
import { Program } from './program.ts'
import { orWhyNot, pythonHere, pythonIsMissing } from './python.ts'
import { Stage } from './stage.ts'

/** Chance that writes down what it is asked for, and always draws a moment. */
const chance = `
import random
def uniform(least, most):
    print(f"from {least} to {most}", flush=True)
    return 0.01
random.uniform = uniform
`

function watched(url: string, program: string): Program {
  return new Program(pythonHere(), ['-c', `${chance}\n${program}`, url])
}

function pausesIn(text: string): number[] {
  return [...text.matchAll(/^from 0 to (.+)$/gm)].map(([, most]) => Number(most))
}

describe.skipIf(pythonIsMissing)(`a provider in Python${orWhyNot}`, () => {
  test('doubles its pauses, up to 30 s', async () => {
    await using provider = watched(`ws://127.0.0.1:${await lastingPort()}/python`, providerProgram())
    await provider.wrote('to 30\n')
    const pauses = pausesIn(provider.text).slice(0, 9)
    expect(pauses).toEqual([0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 25.6, 30])
  })

  test('begins anew after a connection that stood for a while', async () => {
    const port = await lastingPort()
    const program = providerProgram()
    expect(program).toContain('began > 10')
    await using provider = watched(
      `ws://127.0.0.1:${port}/python`,
      program.replace('began > 10', 'began > 1'),
    )
    await provider.wrote('to 0.8')
    await using stage = await Stage.open({}, port)
    await stage.pool.call('Backend.wait', [1.1])
    expect(pausesIn(provider.text)).not.toContain(0.1)
    stage.cut()
    await provider.wrote('from 0 to 0.1\n')
  })
})
