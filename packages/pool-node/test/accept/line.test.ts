import { PassThrough } from 'node:stream'
import { Alarm } from '@wsrpc/core'
import { ManualClock } from '@wsrpc/core/testing'
import { expect, test } from 'vitest'
import { Line, longestWait } from '../../src/accept/line.ts'

/** A line whose room a test says, and who went on. */
class Scene {
  readonly clock = new ManualClock()
  readonly alarm = new Alarm(this.clock)
  readonly went: number[] = []
  readonly spoke: number[] = []
  readonly sockets: PassThrough[] = []
  room = Infinity
  readonly line: Line

  constructor(limit: number) {
    this.line = new Line({ alarm: this.alarm, limit, hasRoom: () => this.room > 0 })
  }

  join(count: number): void {
    for (let n = 0; n < count; n++) {
      const number = this.sockets.length
      const socket = new PassThrough()
      this.sockets.push(socket)
      this.line.join(socket, {
        goOn: () => {
          this.room--
          this.went.push(number)
        },
        spoke: () => this.spoke.push(number),
      })
    }
  }
}

const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve))
const upTo = (end: number): number[] => Array.from({ length: end }, (_, n) => n)

test('many that come in one turn go on in several, in the order in which they came', async () => {
  const scene = new Scene(100)
  scene.join(20)
  expect(scene.went).toEqual([])
  await turn()
  expect(scene.went).toEqual(upTo(8))
  await turn()
  await turn()
  expect(scene.went).toEqual(upTo(20))
})

test('who finds no room waits until there is some', async () => {
  const scene = new Scene(100)
  scene.room = 1
  scene.join(3)
  await turn()
  expect(scene.went).toEqual([0])
  scene.clock.advance(1000)
  expect(scene.went).toEqual([0])
  scene.room = 1
  scene.clock.advance(50)
  expect(scene.went).toEqual([0, 1])
})

test('who finds the line full goes on at once, to be refused', async () => {
  const scene = new Scene(2)
  scene.room = 0
  scene.join(3)
  expect(scene.went).toEqual([2])
})

test('who leaves is forgotten, and leaves a place', async () => {
  const scene = new Scene(2)
  scene.room = 0
  scene.join(2)
  const [first, second] = scene.sockets
  first?.destroy()
  second?.end() // says that nothing follows, as a socket whose other side was closed
  await turn()
  await turn()
  expect(second?.destroyed).toBe(true)
  scene.join(2)
  await turn()
  expect(scene.went).toEqual([])
  scene.room = 2
  scene.clock.advance(50)
  expect(scene.went).toEqual([2, 3])
  expect(scene.alarm.size).toBe(0)
})

test('who has waited for 30 s goes on, room or not', async () => {
  const scene = new Scene(100)
  scene.room = 0
  scene.join(1)
  await turn()
  scene.clock.advance(longestWait / 2)
  expect(scene.line.age).toBe(longestWait / 2)
  scene.join(1)
  scene.clock.advance(longestWait / 2 - 1)
  expect(scene.went).toEqual([])
  scene.clock.advance(50)
  expect(scene.went).toEqual([0])
})

test('who speaks before it is answered does not wait, and is heard later', async () => {
  const scene = new Scene(100)
  scene.room = 0
  scene.join(2)
  const [, speaker] = scene.sockets
  speaker?.write('early')
  await turn()
  expect([scene.went, scene.spoke]).toEqual([[], [1]])
  speaker?.write(' bird')
  expect(String(speaker?.read())).toBe('early bird')
})

test('who leaves is dropped, also when somebody else listens to all sockets', async () => {
  const scene = new Scene(100)
  scene.room = 0
  const socket = new PassThrough()
  let bytes = 0
  socket.on('data', (chunk: Buffer) => (bytes += chunk.length))
  scene.line.join(socket, { goOn: () => {}, spoke: () => {} })
  socket.emit('end')
  await turn()
  expect([socket.destroyed, scene.line.isEmpty, bytes]).toEqual([true, true, 0])
})

test('what is said when the turn has come waits for whoever takes the socket', async () => {
  const scene = new Scene(100)
  scene.join(1)
  await turn()
  const [socket] = scene.sockets
  socket?.write('hello')
  await turn()
  expect(String(socket?.read())).toBe('hello')
})

test('a line that is dissolved lets all go on, and keeps no timer', async () => {
  const scene = new Scene(100)
  scene.room = 0
  scene.join(20)
  await turn()
  scene.line.dissolve()
  expect(scene.went).toEqual(upTo(20))
  expect([scene.alarm.size, scene.line.age]).toEqual([0, 0])
})
