// Child processes: exit codes and signals go through as if the child had been called directly.

import { spawn } from 'node:child_process'
import { constants } from 'node:os'

import { root } from './paths.mjs'

/** @typedef {{ env?: NodeJS.ProcessEnv }} Options */

/**
 * Run in the foreground and resolve with the exit code.
 * @param {string} file
 * @param {string[]} args
 * @param {Options} [options]
 * @returns {Promise<number>}
 */
export const run = (file, args, options = {}) =>
  new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd: root, env: options.env ?? process.env, stdio: 'inherit' })

    /** @param {NodeJS.Signals} signal */
    const forward = (signal) => {
      // Ctrl-C in a terminal reaches the child by itself; a second one would mean "at once".
      if (signal === 'SIGINT' && process.stdin.isTTY) return
      child.kill(signal)
    }
    /** @type {NodeJS.Signals[]} */
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
    for (const signal of signals) process.on(signal, forward)
    // npm starts us through a shell, and a signal to npm ends that shell without telling us.
    const parent = process.ppid
    const watch = setInterval(() => {
      if (process.ppid !== parent) child.kill('SIGTERM')
    }, 250)
    if (!process.env['npm_lifecycle_event']) clearInterval(watch)

    const done = () => {
      clearInterval(watch)
      for (const signal of signals) process.off(signal, forward)
    }

    child.once('error', (error) => {
      done()
      reject(error)
    })
    child.once('close', (code, signal) => {
      done()
      resolve(signal ? 128 + (constants.signals[signal] ?? 0) : (code ?? 1))
    })
  })

/**
 * Run in the background and keep what it says.
 * @param {string} file
 * @param {string[]} args
 * @param {Options & { shell?: boolean }} [options]
 * @returns {Promise<{ code: number, output: string }>}
 */
export const capture = (file, args, options = {}) =>
  new Promise((resolve) => {
    const child = spawn(file, args, {
      cwd: root,
      env: options.env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: options.shell ?? false,
    })
    let output = ''
    child.stdout.setEncoding('utf8').on('data', (text) => (output += text))
    child.stderr.setEncoding('utf8').on('data', (text) => (output += text))
    child.once('error', (error) => resolve({ code: 1, output: output + error.message }))
    child.once('close', (code) => resolve({ code: code ?? 1, output }))
  })
