import { rm } from 'node:fs/promises'
import { expect } from 'vitest'
import { openApp } from '../src/app.ts'
import { dayMs, hourMs } from '../src/domain/time.ts'
import { settingsSchema, type SettingName } from '../src/config/settings.ts'
import { createApi, type Api } from './engine-api.ts'
import { openGateway, type Gateway } from './engine-gateway.ts'
import { newStoreFolder } from './migrated-store.ts'
import { until } from './until.ts'

/** The engine of this process on free ports, and what its clients talk to. */
export type EngineApp = {
  readonly httpAddress: string
  readonly mqttAddress: string
  readonly api: Api
  /** Opens a gateway that ends with the engine. */
  readonly gateway: () => Promise<Gateway>
  /** Resolves when events and alerts of all that was acknowledged so far are there. */
  readonly folded: () => Promise<void>
  /** As the app's own. */
  readonly ended: Promise<void>
  readonly close: () => Promise<void>
}

/** Noon in Beijing: what the tests take for now, so that figures and times can be written out. */
export const noonAt = Date.parse('2026-11-23T12:00:00+08:00')
/** The engine's clock from then on, at the wall's pace. */
export const noonClock = '2026-11-23T12:00:00+08:00,1'

/**
 * Readings are folded in the order in which they are acknowledged, so an event that appears tells
 * that those before it are through. Each fence is a day of back-filled antimony at a section that
 * nothing else uses: an event begins and ends, and opens no alert.
 */
const fence = { station: 'taozhuang-gate', firstAt: noonAt - 399 * dayMs }

async function throughFence(api: Api, gateway: Gateway, day: number): Promise<void> {
  const { station, firstAt } = fence
  const from = firstAt + day * dayMs
  const sent = [
    [0, 0.02],
    [1, 0.001],
    [6, 0.001],
  ] as const
  for (const [hour, sb] of sent) {
    const time = from + hour * hourMs
    await gateway.observe(station, { time, historical: true, values: { sb } })
  }
  const events = `events?station=${station}&from=${new Date(from).toISOString()}`
  await until(async () => expect(await api.items(events)).toHaveLength(2))
}

/** Opens the app without the demo, its store, if none is given, in a folder that `close` removes. */
export async function openEngine(
  given: Partial<Record<SettingName, string>> = {},
): Promise<EngineApp> {
  const own = given.QINGLIU_DATA === undefined ? await newStoreFolder('qingliu-engine-') : null
  const settings = settingsSchema.parse({
    QINGLIU_HTTP_PORT: 0,
    QINGLIU_MQTT_PORT: 0,
    ...(own !== null && { QINGLIU_DATA: own }),
    QINGLIU_DEMO: 'off',
    QINGLIU_FORECASTS: 'off',
    QINGLIU_CLOCK: noonClock,
    ...given,
  })
  const app = await openApp(settings)
  // Who waits for it sees it fail; who does not is not stopped by it.
  app.ended.catch(() => undefined)
  const api = createApi(app.httpAddress)
  const gateways: Gateway[] = []
  const gateway = async () => {
    const opened = await openGateway(app.mqttAddress)
    gateways.push(opened)
    return opened
  }
  let fences = 0
  return {
    httpAddress: app.httpAddress,
    mqttAddress: app.mqttAddress,
    ended: app.ended,
    api,
    gateway,
    folded: async () => throughFence(api, gateways[0] ?? (await gateway()), fences++),
    close: async () => {
      for (const gateway of gateways) await gateway.close()
      await app.close()
      await app.ended
      if (own !== null) await rm(own, { recursive: true, force: true })
    },
  }
}
