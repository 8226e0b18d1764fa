import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { hourMs, minuteMs, secondMs } from '../src/domain/time.ts'
import type { Alert, Answer, Reading, Refusal, Workflow } from './engine-api.ts'
import { noonAt, openEngine, type EngineApp } from './engine-app.ts'
import { until } from './until.ts'
import { obsText, openGateway } from './engine-gateway.ts'
import { numbered, openStream } from './engine-stream.ts'
import { hasMosquitto, startMosquitto, type Mosquitto } from './mosquitto.ts'
import { startNativeServer } from './native-server.ts'

/** The path over a TimescaleDB server and over Mosquitto, each alone and both together. */
const native = await startNativeServer()
afterAll(() => native?.stop())
const hasServer = native !== null

const parts = [
  { name: 'a TimescaleDB server', server: true, broker: false },
  { name: 'Mosquitto', server: false, broker: true },
  { name: 'a TimescaleDB server and Mosquitto', server: true, broker: true },
]

for (const { name, server, broker } of parts) {
  const available = (!server || hasServer) && (!broker || hasMosquitto)
  describe.skipIf(!available)(`the engine over ${name}`, () => {
    let mosquitto: Mosquitto | null = null
    let settings: Record<string, string> = {}
    const engines: EngineApp[] = []
    const open = async () => {
      const engine = await openEngine(settings)
      engines.push(engine)
      return engine
    }
    const close = async (engine: EngineApp) => {
      engines.splice(engines.indexOf(engine), 1)
      await engine.close()
    }
    beforeEach(async () => {
      mosquitto = broker ? await startMosquitto() : null
      settings = {
        ...(server && { DATABASE_URL: await native!.database() }),
        ...(mosquitto && { MQTT_URL: mosquitto.url.replace('//', '//clerk:secret@') }),
      }
    })
    afterEach(async () => {
      for (const engine of engines.splice(0)) await engine.close()
      await mosquitto?.stop()
    })

    it('takes, tells, answers, refuses and counts', async () => {
      const engine = await open()
      if (mosquitto !== null) expect(engine.mqttAddress).toBe(mosquitto.url)
      const gateway = await engine.gateway()
      const send = (values: object) =>
        gateway.observe('pingwang', {
          time: noonAt - hourMs,
          values: { ...values },
          session: 's',
          seq: 1,
        })
      const nh3n = { value: 214, unit: 'ug/L' }
      const first = await send({ do: 8.375, nh3n, temp: 14.25 })
      expect(first).toMatchObject({ session: 's', seq: 1, stored: 3, refused: [] })
      expect(await send({ do: 8.38, nh3n: 0.214 })).toMatchObject({ stored: 0, duplicate: 2 })
      await until(async () => {
        const { body } = await engine.api.get<{ now: string }>('clock')
        expect(Date.parse(body.now)).toBeGreaterThan(Date.parse(first.durableAt))
      })
      expect(await send({ do: 6.1, nonsense: 1 })).toMatchObject({
        revised: 1,
        refused: [{ code: 'unknown-parameter' }],
      })
      const oxygen = 'readings?station=pingwang&parameter=do'
      expect(await engine.api.items<Reading>(oxygen)).toMatchObject([{ value: 6.1, revision: 1 }])
      expect(await engine.api.items<Reading>(`${oxygen}&asOf=${first.durableAt}`)).toMatchObject([
        { value: 8.38, revision: 0 },
      ])
      await gateway.publish('qingliu/v1/atlantis/obs', obsText({ time: noonAt, values: { do: 8 } }))
      await gateway.publish('qingliu/v1/pingwang/obs', Buffer.alloc(1024 * 1024, 'x'))
      await until(async () => {
        const refusals = await engine.api.items<Refusal>('refusals')
        const codes = refusals.map(({ faults }) => faults[0]?.code)
        expect(codes).toEqual(['too-large', 'unknown-station', 'unknown-parameter'])
      })
      expect(await engine.api.counts()).toEqual({
        received: 9,
        stored: 3,
        duplicate: 2,
        revised: 1,
        refused: 3,
        inHand: 0,
      })
    })

    it('stores once and tells once what many gateways and clerks send at the same time', async () => {
      const engine = await open()
      const stations = ['pingwang', 'lili', 'luxu', 'jinze-hydro']
      const samplings = 150
      // Two gateways for each station, each with all of its messages: one of them is the echo.
      const sendAll = async (station: string) => {
        const gateway = await engine.gateway()
        const sending = Array.from({ length: samplings }, (_, n) =>
          gateway.observe(station, {
            time: noonAt - hourMs + n * 20 * secondMs,
            values: { do: 7 + (n % 9) / 10, ec: 500 + n, sb: n === 75 ? 0.0071 : 0.0011 },
          }),
        )
        return Promise.all(sending)
      }
      const reading = Array.from({ length: 20 }, (_, n) =>
        engine.api.get<unknown>(`readings?station=${stations[n % 4]}&limit=1000`),
      )
      const receipts = (await Promise.all([...stations, ...stations].map(sendAll))).flat()
      expect((await Promise.all(reading)).map(({ status }) => status)).toEqual(
        Array<number>(20).fill(200),
      )
      await engine.folded()
      const values = stations.length * samplings * 3
      const sum = (count: (one: (typeof receipts)[number]) => number) =>
        receipts.reduce((total, one) => total + count(one), 0)
      expect([sum((one) => one.stored), sum((one) => one.duplicate)]).toEqual([values, values])
      for (const station of stations) {
        const stored = await engine.api.items<Reading>(`readings?station=${station}&limit=1000`)
        expect(stored).toHaveLength(samplings * 3)
        expect(stored.every(({ revision }) => revision === 0)).toBe(true)
      }
      const alerts = await engine.api.items<Alert>('alerts?state=open&kind=deterioration')
      expect(alerts.map(({ station }) => station).sort()).toEqual(stations.toSorted())

      const confirming = alerts.flatMap(({ id, etag }) =>
        [1, 2, 3].map(() =>
          engine.api.post<Alert>(`alerts/${id}/confirm`, {}, { 'if-match': etag }),
        ),
      )
      const statuses = (await Promise.all(confirming)).map(({ status }: Answer<Alert>) => status)
      expect(statuses.filter((status) => status === 200)).toHaveLength(alerts.length)
      expect(statuses.filter((status) => status === 412)).toHaveLength(2 * alerts.length)
      const workflows = await engine.api.items<Workflow>('workflows')
      expect(workflows).toHaveLength(3 * alerts.length)

      const stream = await openStream(engine.httpAddress, '?since=0')
      const head = stream.frames[0]?.head ?? 0
      await stream.frame(({ n }) => n === head)
      const numbers = numbered(stream.frames).map(({ n, prev }) => [n, prev])
      expect(numbers).toEqual(numbers.map((_, index) => [index + 1, index]))
      expect(head).toBeGreaterThanOrEqual(5 * alerts.length)
      await stream.close()
    })

    // The embedded store's folder goes with its engine; its restarts have tests of their own.
    if (server) {
      it('goes on where it stopped, alerts and counts and numbers alike', async () => {
        const engine = await open()
        const gateway = await engine.gateway()
        await gateway.observe('pingwang', { time: noonAt - hourMs, values: { sb: 0.0062 } })
        await engine.folded()
        const stateOf = async ({ api }: EngineApp) => ({
          alerts: (await api.items<Alert>('alerts')).map((alert) => ({ ...alert, age: 0 })),
          counts: await api.counts(),
        })
        const before = await stateOf(engine)
        expect(before.alerts).toHaveLength(1)
        await close(engine)
        expect(await stateOf(await open())).toEqual(before)
      })
    }

    if (broker) {
      it('takes on its return what the broker kept for it meanwhile', async () => {
        await close(await open())
        const gateway = await openGateway(mosquitto!.url)
        const kept = { id: 'kept', time: noonAt - 5 * minuteMs, values: { do: 7 } }
        await gateway.publish('qingliu/v1/lili/obs', obsText(kept))
        const again = await open()
        await until(() => expect(gateway.receipts).toMatchObject([{ id: 'kept', stored: 1 }]))
        expect(await again.api.items<Reading>('readings?station=lili')).toHaveLength(1)
        await gateway.close()
      })
    }
  })
}
