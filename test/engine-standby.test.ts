import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { hourMs } from '../src/domain/time.ts'
import { openSigner, readSigner } from '../src/evidence/key-file.ts'
import { changeEvidenceKey } from '../src/store/evidence-keys.ts'
import { openServer } from '../src/store/server.ts'
import type { Alert, Problem, Reading } from './engine-api.ts'
import { noonAt, openEngine, type EngineApp } from './engine-app.ts'
import { until } from './until.ts'
import { openGateway, type Gateway } from './engine-gateway.ts'
import { numbered, openStream } from './engine-stream.ts'
import { hasMosquitto, startMosquitto, type Mosquitto } from './mosquitto.ts'
import { startNativeServer } from './native-server.ts'
import { openPatrol } from './patrol-walk.ts'

/** Two engines on one server database and one broker: one owns the fold, the other stands by. */
const native = await startNativeServer()
afterAll(() => native?.stop())

/** As in src/store/writer-claim.ts. */
const claimKey = 0x51494e47
type Health = { readonly ok: boolean; readonly role: string; readonly broker: boolean | null }

describe.skipIf(native === null || !hasMosquitto)('two engines', () => {
  let mosquitto: Mosquitto
  let database: string
  let owner: EngineApp
  let other: EngineApp
  let gateway: Gateway
  /** Both sign evidence with one key. */
  let home: string
  const open = (folder = home) =>
    openEngine({
      ...{ DATABASE_URL: database, MQTT_URL: mosquitto.url, QINGLIU_STANDBY: 'on' },
      QINGLIU_DATA: folder,
    })
  const roleOf = async (engine: EngineApp) => (await engine.api.get<Health>('/readyz')).body
  const raise = (station: string, at = noonAt - hourMs) =>
    gateway.observe(station, { time: at, values: { sb: 0.0062 } })
  const alertAt = async (engine: EngineApp, station: string) => {
    const [alert] = await engine.api.items<Alert>(`alerts?state=open&station=${station}`)
    return alert!
  }

  beforeEach(async () => {
    mosquitto = (await startMosquitto())!
    database = await native!.database()
    home = await mkdtemp(join(tmpdir(), 'qingliu-pair-'))
    owner = await open()
    other = await open()
    gateway = await openGateway(mosquitto.url)
  })
  afterEach(async () => {
    await gateway.close()
    await other.close()
    // One that lost its claim has failed, which is asserted where it is meant to be.
    await owner.close().catch(() => undefined)
    await mosquitto.stop()
    await rm(home, { recursive: true, force: true })
  })

  it('sign evidence with one key: who brings another is refused at its start', async () => {
    const away = join(home, 'away')
    const { fingerprint } = readSigner(home)!.named
    const refused = {
      code: 'evidence-key',
      message: expect.stringContaining(fingerprint) as string,
    }
    await expect(open(away)).rejects.toMatchObject(refused)
    expect(readSigner(away)).toBeNull()
    openSigner(away)
    await expect(open(away)).rejects.toMatchObject(refused)
  })

  it('take over also with a key that was changed meanwhile, and say so with each package', async () => {
    const patrol = (await openPatrol(owner.api)).body.id
    const db = await openServer(database)
    const next = openSigner(join(home, 'next')).named
    await changeEvidenceKey(db, next, { person: '王', reason: '更换', at: noonAt })
    await db.close()
    await owner.close()
    await until(async () => expect(await roleOf(other)).toMatchObject({ ok: true, role: 'owner' }))
    await raise('pingwang')
    await until(async () => expect(await alertAt(other, 'pingwang')).toBeDefined())
    const answer = await other.api.get<Problem>(`workflows/${patrol}/evidence`)
    expect(answer).toMatchObject({
      status: 503,
      body: { code: 'evidence-key', detail: expect.stringContaining(next.fingerprint) as string },
    })
  })

  it('give the same stream in the same order, and take acts at either', async () => {
    expect(await roleOf(owner)).toMatchObject({ ok: true, role: 'owner', broker: true })
    expect(await roleOf(other)).toMatchObject({ ok: true, role: 'standby', broker: null })
    const streams = await Promise.all([owner, other].map((one) => openStream(one.httpAddress)))
    await raise('pingwang')
    await streams[1]!.frame(({ n }) => n === 1)
    const { id, etag } = await alertAt(other, 'pingwang')
    const act = (engine: EngineApp) =>
      engine.api.post<Alert>(
        `alerts/${id}/acknowledge`,
        { person: '王工' },
        { 'if-match': etag, 'idempotency-key': 'one act' },
      )
    const answers = await Promise.all([act(other), act(owner)])
    expect(answers.map(({ status }) => status)).toEqual([200, 200])
    expect(answers[0]).toEqual(answers[1])
    await raise('jinze-hydro')
    for (const stream of streams) await stream.frame(({ n }) => n === 3)
    const [one, same] = streams.map(({ frames }) => numbered(frames))
    expect(one).toEqual(same)
    expect(one!.map(({ type }) => type)).toEqual([
      'alert.raised',
      'alert.acknowledged',
      'alert.raised',
    ])
    const latest = async (engine: EngineApp) =>
      (await engine.api.get<{ state: string; latest: Reading[] }>('stations/pingwang')).body
    await until(async () => expect(await latest(other)).toEqual(await latest(owner)))
    for (const stream of streams) await stream.close()
  })

  it('leave to the owner what needs its path, and say so', async () => {
    await gateway.observe('pingwang', { time: noonAt - hourMs, values: { nonsense: 1 } })
    const answer = await fetch(`${other.httpAddress}/api/v1/refusals/1/replay`, { method: 'POST' })
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '10'])
    expect((await answer.json()) as Problem).toMatchObject({
      code: 'not-owner',
      detail: expect.stringContaining(`process ${process.pid}`) as string,
    })
  })

  it('take over from an owner that goes, with its readings and its stream', async () => {
    await raise('pingwang')
    const stream = await openStream(other.httpAddress, '?since=0')
    await owner.close()
    await until(async () =>
      expect(await roleOf(other)).toMatchObject({ ok: true, role: 'owner', broker: true }),
    )
    await raise('pingwang', noonAt - hourMs / 2)
    await raise('jinze-hydro')
    await until(async () => expect(await alertAt(other, 'jinze-hydro')).toBeDefined())
    await stream.frame(
      ({ type, data }) => type.startsWith('alert.') && data!['station'] === 'jinze-hydro',
    )
    const frames = numbered(stream.frames)
    expect(frames.map(({ n, prev }) => [n, prev])).toEqual(frames.map((_, at) => [at + 1, at]))
    expect(await alertAt(other, 'pingwang')).toMatchObject({ occurrences: 1 })
    await stream.close()
  })

  it('stop an owner that lost its claim before it writes again', async () => {
    await raise('pingwang')
    await until(async () => expect(await alertAt(owner, 'pingwang')).toBeDefined())
    const alert = await alertAt(owner, 'pingwang')
    const ended = owner.ended.then(
      () => 'closed',
      (error: unknown) => (error as { code: string }).code,
    )
    const db = await openServer(database)
    // The one that waits asks at once; the one that lost it notices at its next beat.
    await db.query(
      `SELECT pg_terminate_backend(pid) FROM pg_locks
       WHERE locktype = 'advisory' AND objid = ${claimKey}
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    )
    await db.close()
    expect(await ended).toBe('store-second-writer')
    await until(async () => expect(await roleOf(other)).toMatchObject({ role: 'owner' }))
    const comment = (engine: EngineApp) =>
      engine.api.post<Problem>(
        `alerts/${alert.id}/comment`,
        { text: 'seen' },
        { 'if-match': alert.etag },
      )
    expect(await comment(owner)).toMatchObject({ status: 503, body: { code: 'unavailable' } })
    expect(await comment(other)).toMatchObject({ status: 200 })
  })
})
