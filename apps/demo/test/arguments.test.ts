import { describe, expect, test } from 'vitest'
import { readArguments } from '../src/arguments.ts'

describe('arguments', () => {
  test.each([
    [[], { mode: 'show' }],
    [['--check'], { mode: 'check' }],
    [['-h'], { mode: 'help' }],
    [['--page'], { mode: 'page', host: '127.0.0.1', port: 0 }],
    [['--page', '--port', '8080'], { mode: 'page', host: '127.0.0.1', port: 8080 }],
    [['--page', '--host=0.0.0.0', '--port=0'], { mode: 'page', host: '0.0.0.0', port: 0 }],
  ])('%j', (args, read) => {
    expect(readArguments(args)).toEqual(read)
  })

  test.each([
    [['--pgae'], "There is no option '--pgae'"],
    [['--port', '8080'], '--port and --host go with --page'],
    [['--page', '--port', 'http'], '--port takes a number from 0 to 65535'],
    [['--page', '--port', '65536'], '--port takes a number from 0 to 65535'],
    [['--page', '--host', ''], '--host takes an address'],
    [['--page', '--host='], '--host takes an address'],
    [['--page', '--check'], '--check and --page do not go together'],
    [['--page', 'here'], 'here'],
  ])('%j is refused', (args, problem) => {
    const read = readArguments(args)
    expect(read).toMatchObject({ mode: 'wrong', problem: expect.stringContaining(problem) as string })
    expect(read).toMatchObject({ problem: expect.stringContaining('There are --check') as string })
  })
})
