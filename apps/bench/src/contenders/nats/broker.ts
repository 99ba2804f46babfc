import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Broker } from '../../contender.ts'
import { keep } from '../../processes/kept.ts'
import { host } from '../loopback.ts'

/** Longest wait for it to listen, in ms. */
const patience = 10_000

/** A server of its own, on any free port of loopback. @throws Error when it does not come up. */
export async function startBroker(): Promise<Broker> {
  const child = spawn('nats-server', ['-a', host, '-p', '-1'], { stdio: ['ignore', 'ignore', 'pipe'] })
  keep(child)
  const at = await new Promise<string>((resolve, reject) => {
    const tooLate = setTimeout(() => reject(new Error('nats-server does not listen')), patience)
    const end = (error: Error): void => {
      clearTimeout(tooLate)
      reject(error)
    }
    child.once('error', end)
    child.once('exit', (code) => end(new Error(`nats-server ended with exit code ${code}`)))
    createInterface(child.stderr).on('line', (line) => {
      const [, port] = /Listening for client connections on \S+:(\d+)/.exec(line) ?? []
      if (port === undefined) return
      clearTimeout(tooLate)
      resolve(`${host}:${port}`)
    })
  })
  return { at, kill: () => void child.kill('SIGKILL') }
}
