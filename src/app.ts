import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { openEmbeddedBroker } from '../ingest/mqtt/embedded-broker.ts'
import { openExternalBroker } from '../ingest/mqtt/external-broker.ts'
import type { BrokerDoor, Intake } from '../ingest/mqtt/broker-door.ts'
import { createClock, parseClock, type Clock } from './clock.ts'
import { loadNetworkData } from './config/network-data.ts'
import { loadForecastPlan } from './config/forecasts.ts'
import { loadPatrolPlan } from './config/patrols.ts'
import { loadProductPlan } from './config/products.ts'
import type { Settings } from './config/settings.ts'
import { startDemo } from './demo.ts'
import { AppError } from './domain/errors.ts'
import type { ForecastPlan } from './domain/forecast-plan.ts'
import { createEngine, type Engine, type EngineParts } from './engine.ts'
import { startForecasts } from './forecasts/forecasts.ts'
import { endStanding } from './forecasts/standing.ts'
import { startHindsight } from './hindsight.ts'
import { createHttpServer } from './http/server.ts'
import { createHttpCapabilities } from './http-capabilities.ts'
import { limits } from './limits.ts'
import { networkFolder } from './network-folder.ts'
import { openOutbox } from './outbox.ts'
import { packageFolder, packageVersion } from './package.ts'
import type { Pipeline } from './pipeline.ts'
import { watchGuidance } from './products/guidance-folder.ts'
import { startProducts } from './products/products.ts'
import type { Db } from './store/db.ts'
import { openEmbedded } from './store/embedded.ts'
import { migrate } from './store/migrate.ts'
import { openServer } from './store/server.ts'
import type { UpkeepRules } from './store/upkeep.ts'
import { claimWriter } from './store/writer-claim.ts'
import { startTimers } from './timers.ts'

export type App = {
  readonly httpAddress: string
  readonly mqttAddress: string
  /** Rejects when the path fails for good; resolves after `close`. */
  readonly ended: Promise<void>
  /** Stops taking, finishes what is in hand, closes everything in reverse. */
  close(): Promise<void>
}

/**
 * Opens the parts in order and closes them in reverse: store, engine, broker, pages, timers,
 * demo. Nothing else knows them all.
 *
 * @throws {AppError} `config`, `store-…`, `broker-…`, or the system's error for a port in use
 */
export async function openApp(settings: Settings): Promise<App> {
  const closing: Close[] = []
  const close = async () => {
    for (const closePart of closing.splice(0).reverse()) await closePart()
  }
  try {
    const { engine, close: closeStore } = await openStoredEngine(settings)
    closing.push(closeStore)
    const broker = await openBroker(settings, engine.pipeline).catch(
      portInUse('QINGLIU_MQTT_PORT', settings),
    )
    engine.connect(broker)
    const ended = engine.pipeline.run()
    closing.push(async () => {
      await broker.close()
      engine.pipeline.close()
      await ended
    })
    const http = await createHttpServer(
      createHttpCapabilities(engine, {
        operators: settings.QINGLIU_OPERATORS,
        capSender: settings.QINGLIU_CAP_SENDER,
      }),
      {
        webRoot: builtPages(),
        version: packageVersion,
      },
    )
    closing.push(() => http.close())
    const port = await http
      .listen(settings.QINGLIU_HOST, settings.QINGLIU_HTTP_PORT)
      .catch(portInUse('QINGLIU_HTTP_PORT', settings))
    closing.push(...(await startBeside(engine, settings)))
    if (settings.QINGLIU_DEMO === 'on') {
      const url = settings.MQTT_URL ?? broker.address
      const demo = await startDemo(engine, url, logFailure)
      closing.push(() => demo.close())
    }
    closing.push(openProducts(engine, settings))
    const host = settings.QINGLIU_HOST
    const httpAddress = `http://${host.includes(':') ? `[${host}]` : host}:${port}`
    return { httpAddress, mqttAddress: broker.address, ended, close }
  } catch (error) {
    await close()
    throw error
  }
}

type Close = () => Promise<void>

/** What works beside the path, by the clock or when there is something to do. */
async function startBeside(engine: Engine, settings: Settings): Promise<Close[]> {
  const timers = startTimers(engine, upkeepRules(settings), logFailure)
  const hindsight = await startHindsight(engine, logFailure)
  const outbox = openOutbox(settings, engine, logFailure)
  const plan = forecastPlanOf(engine, settings)
  await endStanding(engine, plan)
  const forecasts = plan === null ? null : await startForecasts(engine, plan, logFailure)
  const { QINGLIU_GUIDANCE_FOLDER: folder } = settings
  const guidance = folder === undefined ? null : await watchGuidance(engine, folder, logFailure)
  return [timers, hindsight, outbox, forecasts, guidance].flatMap((one) =>
    one === null ? [] : () => one.close(),
  )
}

/** Null where nothing is forecast. */
function forecastPlanOf(engine: Engine, settings: Settings): ForecastPlan | null {
  return settings.QINGLIU_FORECASTS === 'on' ? engine.parts.forecastPlan : null
}

function openProducts(engine: Engine, settings: Settings): Close {
  const { productPlan: plan } = engine.parts
  if (plan === null) return () => Promise.resolve()
  const forecasts = forecastPlanOf(engine, settings) !== null
  const demonstration = settings.QINGLIU_DEMO === 'on'
  const products = startProducts({ engine, plan, demonstration, forecasts }, logFailure)
  return () => products.close()
}

/**
 * The engine on its store, without broker and pages: what every way in works on.
 *
 * @throws {AppError} `config`, `store-…`; `store-locked` while another process writes to it
 */
export async function openStoredEngine(
  settings: Settings,
  more: Pick<EngineParts, 'decodeLimits'> = {},
): Promise<{ readonly engine: Engine; readonly close: () => Promise<void> }> {
  const clock = createClock(settings.QINGLIU_CLOCK ? parseClock(settings.QINGLIU_CLOCK) : null)
  const folder = networkFolder(settings)
  const data = loadNetworkData(folder)
  const forecastPlan = loadForecastPlan(join(folder, 'forecasts.json'), data.network)
  const productPlan = loadProductPlan(join(folder, 'products.json'), data.network)
  const patrolPlan = loadPatrolPlan(join(folder, 'patrols.json'), data.network)
  const db = await openStore(settings)
  let release = () => Promise.resolve()
  const close = async () => {
    await release()
    await db.close()
  }
  try {
    release = await claimWriter(db, limits.writerWaitMs)
    await migrate(db)
    const exercise = isExercise(settings, clock)
    const plans = { forecastPlan, productPlan, patrolPlan }
    const given = { ...data, ...plans, clock, newId: randomUUID, exercise }
    const engine = await createEngine({ db, ...given, ...more })
    return { engine, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** Water that is simulated, or a time that is not now, is nobody's emergency. */
function isExercise({ QINGLIU_EXERCISE, QINGLIU_DEMO }: Settings, { isWall }: Clock): boolean {
  return QINGLIU_EXERCISE === 'on' || QINGLIU_DEMO === 'on' || !isWall
}

/** A port that cannot be had is told as every wrong setting is: by name. */
function portInUse(name: 'QINGLIU_HTTP_PORT' | 'QINGLIU_MQTT_PORT', settings: Settings) {
  return (error: unknown): never => {
    const cause = error instanceof AppError ? error.cause : error
    const code = cause instanceof Error && 'code' in cause ? cause.code : null
    if (code !== 'EADDRINUSE' && code !== 'EACCES') throw error
    const came = `${settings[name]}, which is ${code === 'EACCES' ? 'not ours to open' : 'in use'}`
    throw new AppError('settings', `${name}: expected a free port, got ${came}`, error)
  }
}

function openStore(settings: Settings): Promise<Db> {
  return settings.DATABASE_URL === undefined
    ? openEmbedded(settings.QINGLIU_DATA)
    : openServer(settings.DATABASE_URL)
}

function upkeepRules(settings: Settings): UpkeepRules {
  const megabyte = 1024 * 1024
  return {
    refusals: {
      days: settings.QINGLIU_KEEP_REFUSALS_DAYS,
      bytesMax: settings.QINGLIU_KEEP_REFUSALS_MB * megabyte,
    },
    rawFrames: {
      days: settings.QINGLIU_KEEP_RAW_DAYS,
      bytesMax: settings.QINGLIU_KEEP_RAW_MB * megabyte,
    },
    compressDays: settings.QINGLIU_COMPRESS_DAYS,
  }
}

function openBroker(settings: Settings, pipeline: Pipeline): Promise<BrokerDoor> {
  const intake: Intake = async ({ topic, payload }) => {
    await pipeline.take(topic, payload)
  }
  const { MQTT_URL: url, QINGLIU_HOST: host, QINGLIU_MQTT_PORT: port } = settings
  return url === undefined
    ? openEmbeddedBroker({ host, port, intake })
    : openExternalBroker({ url, clientId: 'qingliu-engine', intake })
}

/** Null when the pages were not built: the interfaces work all the same. */
function builtPages(): string | null {
  const folder = join(packageFolder, 'dist/web')
  return existsSync(folder) ? folder : null
}

function logFailure(error: unknown): void {
  console.error(error)
}
