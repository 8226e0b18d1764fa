import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openApp } from '../src/app.ts'
import { settingsSchema, type SettingName } from '../src/config/settings.ts'
import { createApi, type Api } from './engine-api.ts'
import { openGateway, type Gateway } from './engine-gateway.ts'

/** The engine of this process on free ports, and what its clients talk to. */
export type EngineApp = {
  readonly httpAddress: string
  readonly mqttAddress: string
  readonly api: Api
  /** Opens a gateway that ends with the engine. */
  readonly gateway: () => Promise<Gateway>
  readonly close: () => Promise<void>
}

/** Noon in Beijing: what the tests take for now, so that figures and times can be written out. */
export const noonAt = Date.parse('2026-11-23T12:00:00+08:00')
/** The engine's clock from then on, at the wall's pace. */
export const noonClock = '2026-11-23T12:00:00+08:00,1'

/** Opens the app without the demo, its store in a folder of its own that `close` removes. */
export async function openEngine(
  given: Partial<Record<SettingName, string>> = {},
): Promise<EngineApp> {
  const folder = await mkdtemp(join(tmpdir(), 'qingliu-engine-'))
  const settings = settingsSchema.parse({
    QINGLIU_HTTP_PORT: 0,
    QINGLIU_MQTT_PORT: 0,
    QINGLIU_DATA: folder,
    QINGLIU_DEMO: 'off',
    QINGLIU_CLOCK: noonClock,
    ...given,
  })
  const app = await openApp(settings)
  const gateways: Gateway[] = []
  return {
    httpAddress: app.httpAddress,
    mqttAddress: app.mqttAddress,
    api: createApi(app.httpAddress),
    gateway: async () => {
      const gateway = await openGateway(app.mqttAddress)
      gateways.push(gateway)
      return gateway
    },
    close: async () => {
      for (const gateway of gateways) await gateway.close()
      await app.close()
      await app.ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}
