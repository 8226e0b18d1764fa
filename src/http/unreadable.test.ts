import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openFakeServer } from './fake/server.ts'
import type { HttpServer } from './server.ts'

let server: HttpServer
let port: number
beforeAll(async () => {
  ;({ server } = await openFakeServer())
  port = await server.listen('127.0.0.1', 0)
})
afterAll(() => server.close())

it.each([
  ['an unknown method', 'FOO /api/v1/alerts HTTP/1.1\r\n\r\n', 400, 'bad-request'],
  ['headers without end', `GET / HTTP/1.1\r\nA: ${'x'.repeat(20_000)}`, 431, 'headers-too-large'],
])('is answered with a problem document: %s', async (_what, sent, status, code) => {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => undefined)
  socket.write(sent)
  const answer = await text(socket)
  expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
  expect(answer).toContain('Content-Type: application/problem+json')
  expect(JSON.parse(answer.split('\r\n\r\n')[1]!)).toMatchObject({ status, code })
})
