import { once } from 'node:events'
import { cpSync, writeFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createApi } from './engine-api.ts'
import { noonClock } from './engine-app.ts'
import { until } from './until.ts'
import { openGateway } from './engine-gateway.ts'
import { createStoredFolder, startEngine } from './engine-process.ts'

/** A receiver that leaves the first telling without an answer, in which the engine is killed. */
type Heard = { readonly key: string; readonly body: string }
const heard: Heard[] = []
let unanswered: ServerResponse | null = null
const receiver = createServer((request, response) => {
  let body = ''
  request.on('data', (piece: Buffer) => (body += piece.toString()))
  request.on('end', () => {
    heard.push({ key: decodeURIComponent(String(request.headers['idempotency-key'])), body })
    if (unanswered === null) unanswered = response
    else response.end('taken')
  })
})
const folder = await createStoredFolder()
beforeAll(async () => {
  receiver.listen(0, '127.0.0.1')
  await once(receiver, 'listening')
})
afterAll(async () => {
  receiver.closeAllConnections()
  receiver.close()
  await folder.remove()
})

it('tells again with the same key and bytes what a kill -9 cut, and nothing else', async () => {
  const network = join(folder.path, 'network')
  const secret = join(folder.path, 'secret')
  cpSync(join(import.meta.dirname, '../fixtures/network'), network, { recursive: true })
  writeFileSync(secret, 'shared secret')
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/in`
  const to = { type: 'webhook', url, secretFrom: secret, allowPrivate: true }
  const route = { id: 'told', enabled: true, drills: 'also', steps: [{ after: 'PT0S', to }] }
  writeFileSync(join(network, 'routes.json'), JSON.stringify({ routes: [route] }))
  const settings = { QINGLIU_CLOCK: noonClock, QINGLIU_NETWORK: network }

  const killed = await startEngine(folder.path, settings)
  const gateway = await openGateway(killed.mqttAddress)
  await gateway.observe('pingwang', { time: '2026-11-23T11:00:00+08:00', values: { sb: 0.0062 } })
  await until(() => expect(heard).toHaveLength(1))
  await killed.kill('SIGKILL')
  await gateway.close().catch(() => undefined)

  const next = await startEngine(folder.path, settings)
  const { items } = createApi(next.httpAddress)
  await until(async () =>
    expect(await items('deliveries?state=all')).toMatchObject([
      { key: heard[0]!.key, state: 'sent', attempts: 1, reason: 'first' },
    ]),
  )
  expect(heard).toEqual([heard[0], heard[0]])
  await next.kill('SIGTERM')
})
