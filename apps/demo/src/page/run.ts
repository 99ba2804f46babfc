/** The demo's page, from its start to Ctrl-C. */

import { randomBytes } from 'node:crypto'
import { constants, networkInterfaces } from 'node:os'
import { fileURLToPath } from 'node:url'
import { makeLongFile } from '../long-file.ts'
import { isLoopback, linksOf } from './addresses.ts'
import { House } from './house.ts'
import { paper } from './journey.ts'

const repository = fileURLToPath(new URL('../../../..', import.meta.url))

/** Bytes of the file that is there to be downloaded. */
const largeFile = 64 * 1024 * 1024

export interface PageArguments {
  readonly host: string
  readonly port: number
}

/** Resolves with the exit code when a signal has ended it. Rejects when it can't begin. */
export async function runPage({ host, port }: PageArguments): Promise<number> {
  const stopped = signalled()
  const open = isLoopback(host)
  await using large = open ? await makeLongFile(largeFile) : undefined
  const token = open ? undefined : randomBytes(16).toString('base64url')
  const house = new House({
    host,
    port,
    token,
    paper,
    folder: open ? repository : undefined,
    shelf: [
      { label: 'a text', path: 'README.md' },
      { label: 'a picture', path: 'docs/demo-page.png' },
      { label: '64 MiB of noise', path: large?.path ?? '' },
    ],
  })
  process.on('exit', () => house.killAll())
  await house.open()
  house.invite('tiles', 'tiles', 'tiles', ...(open ? (['files'] as const) : []))
  const links = linksOf({ host, port: house.port, token }, networkInterfaces())
  console.log(textOf(links, open))
  const signal = await stopped
  console.log('\nStopped. The providers are stopped too.')
  await house.close()
  return 128 + constants.signals[signal]
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

function signalled(): Promise<(typeof signals)[number]> {
  return new Promise((resolve) => {
    const stop = (signal: (typeof signals)[number]): void => {
      resolve(signal)
      // Who is in a hurry may say it twice. It must not end by default, which leaves processes and a file behind.
      for (const name of signals) process.off(name, stop).on(name, () => process.exit(1))
    }
    for (const signal of signals) process.on(signal, stop)
  })
}

function textOf(links: readonly string[], open: boolean): string {
  const [first = '', ...others] = links
  const reach = open
    ? ['   For this machine only.']
    : [
        ...others.map((link) => `   or         ${link}`),
        '   Your network can reach it. Who has the link may join and give commands: its end is the token.',
        '   Files is off, so that nobody reads yours.',
      ]
  return [
    'wsrpc: private providers dial out to a public pool, and the pool calls them',
    '',
    `   The page:  ${first}`,
    ...reach,
    '   Kill providers, start others, make a tab one of them. Ctrl-C ends it all.',
  ].join('\n')
}
