/** What is compared, and how thin it is: a folder in contenders/ has `caller.ts` and `callee.ts`, each with an `open`. */

import type { Param } from './work.ts'

/** The end that calls, and the end that is called. Each is a process of its own. */
export type Side = 'caller' | 'callee'

/** What an end is told when it opens. */
export interface Place {
  /** Where to go: what the end that opened first, or the broker, gave as its `at`. Empty: any free port on loopback. */
  readonly at: string
  /** How many clients connect. More than one only for those that the plan asks for it. */
  readonly clients: number
  /** Which of the contender's configurations: its codec. Empty for those that have one only. */
  readonly variant: string
}

/** One end, open. */
export interface End {
  /** Where the other end finds it. Empty for those that go to the other one, or to a broker. */
  readonly at: string
  close(): Promise<void>
}

/** The end that calls. One promise a call, whatever the contender. */
export interface Caller extends End {
  /** Resolves when all clients are there, and can be called. */
  readonly ready: Promise<void>
  /** Sends the param; resolves with what came back. */
  echo(param: Param): Promise<unknown>
  /** Asks for so many bytes; resolves with them. */
  bytes(size: number): Promise<Uint8Array>
  /** Reads a stream of so many items to its end; resolves with how many bytes they had. Absent: it has no streams. */
  items?(count: number): Promise<number>
}

/** The end that is called. */
export interface Callee extends End {
  /** Clients that have given up for good. Absent: none ever does. */
  lost?(): number
}

export type OpenCaller = (place: Place) => Promise<Caller>
export type OpenCallee = (place: Place) => Promise<Callee>

/** A process of a third party that both ends go to. */
export interface Broker {
  readonly at: string
  kill(): void
}

export interface Contender {
  /** Short, for arguments and tables. */
  readonly name: string
  /** What it is, and in which configuration. */
  readonly title: string
  /** Its folder in contenders/. */
  readonly folder: string
  readonly variant?: string
  /** Who listens: it opens first. */
  readonly listens: Side
  /** It is here to be compared with: nobody would use it. */
  readonly control?: true
  /** The npm packages whose versions belong to the figures. */
  readonly packages: readonly string[]
  /** What this machine lacks to run it, and how to get it; `undefined`: nothing. */
  readonly lacks?: () => string | undefined
  /** The version of what is not from npm. */
  readonly version?: () => string
  readonly broker?: () => Promise<Broker>
  /** How to start an end that is no Node program. Orders come on stdin, one a line, and answers go to stdout. */
  readonly program?: (side: Side) => Promise<readonly [file: string, ...args: string[]]>
}
