import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { Alert } from './engine-api.ts'
import { openEngine, type EngineApp } from './engine-app.ts'
import { until } from './until.ts'
import { runCommand } from './engine-process.ts'

/** An alert told outside, from reading to receiver; the engine has a clock of its own: a drill. */
const folder = mkdtempSync(join(tmpdir(), 'qingliu-routes-'))
const network = join(folder, 'network')
const heard: { body: string; signature: string; timestamp: string }[] = []
const receiver = createServer((request, response) => {
  let body = ''
  request.on('data', (piece: Buffer) => (body += piece.toString()))
  request.on('end', () => {
    const header = (name: string) => String(request.headers[name])
    const [signature, timestamp] = [header('qingliu-signature'), header('qingliu-timestamp')]
    heard.push({ body, signature, timestamp })
    response.end('taken')
  })
})
let engine: EngineApp
const route = (id: string, url: string, part: object = {}) => ({
  ...{ id, enabled: true, drills: 'also' },
  steps: [
    {
      after: 'PT0S',
      to: { type: 'webhook', url, secretFrom: 'QINGLIU_TEST_HOOK', allowPrivate: true, ...part },
    },
  ],
})
const writeRoutes = (...routes: readonly object[]) =>
  writeFileSync(join(network, 'routes.json'), JSON.stringify({ routes }))

beforeAll(async () => {
  receiver.listen(0, '127.0.0.1')
  await once(receiver, 'listening')
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/in`
  cpSync(join(import.meta.dirname, '../fixtures/network'), network, { recursive: true })
  const refused = route('refused', 'https://localhost/in', { allowPrivate: false })
  writeRoutes(route('told', url), refused, { ...route('real', url), drills: 'never' })
  vi.stubEnv('QINGLIU_TEST_HOOK', 'shared secret')
  engine = await openEngine({ QINGLIU_NETWORK: network })
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await engine.close()
  receiver.close()
  rmSync(folder, { recursive: true })
})

type Row = { route: string; state: string; reason: string; detail: string; key: string }
const rows = (state: string) => engine.api.items<Row>(`deliveries?state=${state}`)

it('tells an alert once, signed, and keeps what could not be told', async () => {
  const gateway = await engine.gateway()
  const values = { sb: 0.0062 }
  await gateway.observe('pingwang', { time: '2026-11-23T11:00:00+08:00', values })
  await until(() => expect(heard).toHaveLength(1))
  const [{ body, signature, timestamp }] = heard as [(typeof heard)[0]]
  const mac = createHmac('sha256', 'shared secret').update(`${timestamp}.${body}`).digest('hex')
  expect(signature).toBe(`sha256=${mac}`)
  const [alert] = await engine.api.items<Alert>('alerts?state=open&station=pingwang')
  expect(JSON.parse(body)).toMatchObject({
    ...{ route: 'told', reason: 'first', exercise: true },
    alert: { id: alert!.id, colour: 'orange', station: 'pingwang' },
  })
  await until(async () => expect(await rows('sent')).toHaveLength(1))
  await until(async () =>
    expect(await rows('dead')).toMatchObject([
      { route: 'refused', detail: expect.stringContaining('expected a public address') as string },
    ]),
  )
  expect((await rows('all')).map(({ route: id }) => id).sort()).toEqual(['refused', 'told'])
})

it('is a CAP message of an exercise, in the feed too', async () => {
  const [alert] = await engine.api.items<Alert>('alerts?state=open&station=pingwang')
  const text = async (path: string) => (await fetch(`${engine.httpAddress}/api/v1/${path}`)).text()
  const cap = await text(`alerts/${alert!.id}/cap`)
  expect(cap).toContain('<status>Exercise</status><msgType>Alert</msgType>')
  expect(cap).toMatch(/<severity>Severe<[^]*<circle>[\d.]+,[\d.]+ \d<\/circle>/)
  expect(await text('alerts.atom')).toContain(`href="/api/v1/alerts/${alert!.id}/cap"`)
  await engine.api.post(
    `alerts/${alert!.id}/reject`,
    { person: '王工', reason: 'bottle' },
    {
      'if-match': alert!.etag,
    },
  )
  expect(await text(`alerts/${alert!.id}/cap`)).toMatch(
    /<msgType>Cancel<[^]*<references>qingliu\.invalid,[^ ]+,[^ ]+<\/references>/,
  )
})

it('stops the start with 2 where a route misses its secret', async () => {
  const away = join(folder, 'away')
  const environment = { QINGLIU_NETWORK: network, QINGLIU_TEST_HOOK: '', QINGLIU_DATA: away }
  const ports = { QINGLIU_HTTP_PORT: '0', QINGLIU_MQTT_PORT: '0', QINGLIU_DEMO: 'off' }
  const { code, stderr } = await runCommand(['start'], folder, { ...environment, ...ports })
  expect([code, stderr]).toEqual([
    2,
    expect.stringContaining('routes.json: expected a secret in QINGLIU_TEST_HOOK, got nothing'),
  ])
})
