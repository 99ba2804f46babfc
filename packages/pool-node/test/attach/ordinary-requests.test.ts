import { createServer, type RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { connect as connectTcp, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import express from 'express'
import { describe, expect, it } from 'vitest'
import { Pool } from '../../src/index.ts'
import { makeAuthority } from '@wsrpc/contract-tests/certificates'
import { expectNothingLeft } from '../support/leftovers.ts'
import { next } from '../support/pools.ts'
import { refusedUpgrade } from '../support/raw-client.ts'
import { appServer, backend, works } from './stage.ts'

/** Says what it was asked, and with which body. */
const echo: RequestListener = (request, response) => {
  const { method, url, headers } = request
  let body = ''
  request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk))
  request.on('end', () => response.end(`${method} ${url} ${String(headers['x-name'])} [${body}]`))
}

/** As Java's HttpClient asks on plain HTTP. */
const offer =
  'Host: x\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAEA\r\nX-Name: ann\r\n'

/** All that the server says until it closes the connection. */
async function answerOn(socket: Socket, ...sent: readonly string[]): Promise<string> {
  let answer = ''
  socket.setEncoding('utf8').on('data', (chunk: string) => (answer += chunk))
  const ended = next(socket, 'end')
  for (const part of sent) {
    await new Promise((resolve) => socket.write(part, resolve))
    // In a packet of its own.
    await new Promise((resolve) => setImmediate(resolve))
  }
  await ended
  socket.destroy()
  return answer
}

describe('a request that offers another protocol, at a server with a pool', () => {
  expectNothingLeft()

  it('comes to the server once, also if it says so in the header that Node reads as Connection', async () => {
    await using app = await appServer(createServer(echo))
    const pool = new Pool().bind('/pool').attach(app.server)
    let arrivals = 0
    app.server.on('connection', () => void arrivals++)
    const socket = connectTcp(Number(new URL(app.page).port), '127.0.0.1')
    const twice =
      'Host: x\r\nConnection: Upgrade\r\nProxy-Connection: Upgrade\r\nUpgrade: h2c\r\nX-Name: ann\r\n'
    expect(await answerOn(socket, 'GET /x HTTP/1.1\r\n', twice, '\r\n')).toContain('GET /x ann []')
    expect(arrivals).toBe(2)
    await pool.close()
  })

  it.each([
    ['without a body', ['GET /objects/1 HTTP/1.1\r\n', offer, '\r\n'], 'GET /objects/1 ann []'],
    ['on a path of the pool', ['GET /pool HTTP/1.1\r\n', offer, '\r\n'], 'GET /pool ann []'],
    [
      'with a body in the same packet',
      [`POST /objects HTTP/1.1\r\n${offer}Content-Length: 5\r\n\r\nhello`],
      'POST /objects ann [hello]',
    ],
    [
      'with a body that comes later',
      [`POST /objects HTTP/1.1\r\n${offer}Content-Length: 5\r\n\r\n`, 'he', 'llo'],
      'POST /objects ann [hello]',
    ],
    [
      'with a body in chunks',
      [`POST /objects HTTP/1.1\r\n${offer}Transfer-Encoding: chunked\r\n\r\n5\r\nhe`, 'llo\r\n0\r\n\r\n'],
      'POST /objects ann [hello]',
    ],
  ])('is answered by the application: %s', async (_what, sent, answer) => {
    await using app = await appServer(createServer(echo))
    await using pool = new Pool()
    pool.bind('/pool').attach(app.server)
    const said = await answerOn(connectTcp(Number(new URL(app.url).port), '127.0.0.1'), ...sent)
    expect(said).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
    expect(said).toMatch(/\r\nConnection: close\r\n/)
    expect(said).toContain(answer)
    await using _provider = backend(`${app.url}/pool`)
    expect(await works(pool)).toBe(true)
    await pool.close()
  })

  it('is answered by the application with TLS', async () => {
    const authority = await makeAuthority()
    await using app = await appServer(createTlsServer(await authority.server(), echo))
    await using pool = new Pool()
    pool.bind('/pool').attach(app.server)
    const port = Number(new URL(app.url).port)
    const socket = connectTls({ host: '127.0.0.1', port, ca: authority.ca })
    expect(await answerOn(socket, `GET /secret HTTP/1.1\r\n${offer}\r\n`)).toContain('GET /secret ann []')
  })

  it('is answered by an Express application', async () => {
    const routes = express()
    routes.get('/objects/:id', (request, response) => void response.send(`object ${request.params.id}`))
    await using app = await appServer(createServer(routes))
    await using pool = new Pool()
    pool.bind('/pool').attach(app.server)
    const socket = connectTcp(Number(new URL(app.url).port), '127.0.0.1')
    expect(await answerOn(socket, `GET /objects/7 HTTP/1.1\r\n${offer}\r\n`)).toContain('object 7')
  })

  it('is left to another upgrade listener, if there is one', async () => {
    const requests: unknown[] = []
    await using app = await appServer(createServer((request) => requests.push(request)))
    await using pool = new Pool()
    pool.bind('/pool').attach(app.server)
    app.server.on('upgrade', ({ headers }, socket) => {
      socket.end(`HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nthe application sees ${headers.upgrade}`)
    })
    const socket = connectTcp(Number(new URL(app.url).port), '127.0.0.1')
    expect(await answerOn(socket, `GET / HTTP/1.1\r\n${offer}\r\n`)).toContain('the application sees h2c')
    expect(requests).toEqual([])
  })

  it('is something else than a WebSocket, which is answered 404', async () => {
    await using app = await appServer(createServer(echo))
    await using pool = new Pool()
    pool.bind('/pool').attach(app.server)
    expect(await refusedUpgrade(`${app.url}/objects/1`)).toMatchObject({ status: 404 })
  })
})
