import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { openEmbeddedBroker } from '../ingest/mqtt/embedded-broker.ts'
import { openExternalBroker } from '../ingest/mqtt/external-broker.ts'
import type { BrokerDoor, Intake } from '../ingest/mqtt/broker-door.ts'
import type { Settings } from './config/settings.ts'
import { startCanary } from './canary.ts'
import { checkEvidenceKey, settleEvidenceKey } from './casework/evidence-key.ts'
import { startDemo } from './demo.ts'
import { AppError } from './domain/errors.ts'
import type { ForecastPlan } from './domain/forecast-plan.ts'
import type { Engine } from './engine.ts'
import { startForecasts } from './forecasts/forecasts.ts'
import { endStanding } from './forecasts/standing.ts'
import { startHindsight } from './hindsight.ts'
import { createHttpServer } from './http/server.ts'
import { createHttpCapabilities } from './http-capabilities.ts'
import { openOutbox } from './outbox.ts'
import { packageFolder, packageVersion } from './package.ts'
import { createIntake } from './station-requests.ts'
import { watchGuidance } from './products/guidance-folder.ts'
import { startProducts } from './products/products.ts'
import { followOwner } from './standby.ts'
import { untilStored } from './retry.ts'
import type { UpkeepRules } from './store/upkeep.ts'
import { openStoredEngine } from './stored-engine.ts'
import { startTimers } from './timers.ts'

export type App = {
  readonly httpAddress: string
  /** Empty while it stands by. */
  readonly mqttAddress: string
  /** Resolves once it owns the fold and takes messages: at once, but for one that stands by. */
  readonly owning: Promise<void>
  /** Rejects when the path fails for good, or another owner came; resolves after `close`. */
  readonly ended: Promise<void>
  /** Stops taking, finishes what is in hand, closes everything in reverse. */
  close(): Promise<void>
}

/**
 * Opens the parts in order and closes them in reverse: store, engine, broker, pages, timers,
 * demo. Nothing else knows them all.
 *
 * @throws {AppError} `config`, `store-…`, `evidence-key` (standing by), `broker-…`, or the system's
 *   error for a port in use
 */
export async function openApp(settings: Settings): Promise<App> {
  const closing: Close[] = []
  const close = async () => {
    for (let last = closing.pop(); last !== undefined; last = closing.pop()) await last()
  }
  try {
    const stored = await openStoredEngine(settings, { report: (line) => console.error(line) })
    const { engine } = stored
    closing.push(stored.close)
    if (!engine.owns()) await requireKey(engine, settings)
    const standby = engine.owns() ? null : followOwner(engine, logFailure)
    let path = standby === null ? await openPath(engine, settings, closing) : null
    const httpAddress = await openPages(engine, settings, closing)
    if (path !== null) await openRest(engine, settings, path, closing)
    const takeOver = async () => {
      await stored.owned
      await standby?.close()
      // Early warning goes on without it; packages of evidence are refused, each with this reason.
      await settleKey(engine, settings).catch(logFailure)
      path ??= await openPath(engine, settings, closing)
      if (standby !== null) await openRest(engine, settings, path, closing)
    }
    const owning = takeOver()
    closing.push(async () => {
      stored.leave()
      await standby?.close()
      await owning.catch(() => undefined)
    })
    const ended = Promise.race([owning.then(() => path?.ended), stored.lost]).catch(unlessStopping)
    return {
      httpAddress,
      get mqttAddress() {
        return path?.broker.address ?? ''
      },
      ...{ owning, ended, close },
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** Who is closed while it stands by ends as one that took messages does. */
function unlessStopping(error: unknown): void {
  if (!(error instanceof AppError && error.code === 'stopping')) throw error
}

/** Who stands by with another key of evidence than the store expects does not start. */
const requireKey = ({ parts: { db } }: Engine, { QINGLIU_DATA: folder }: Settings) =>
  untilStored(() => checkEvidenceKey(db, folder))
const settleKey = ({ parts: { db, clock } }: Engine, { QINGLIU_DATA: folder }: Settings) =>
  untilStored(() => settleEvidenceKey(db, folder, clock.now()))

type Close = () => Promise<void>
type Path = { readonly broker: BrokerDoor; readonly ended: Promise<void> }

/** The broker's door and the path behind it. */
async function openPath(engine: Engine, settings: Settings, closing: Close[]): Promise<Path> {
  const broker = await openBroker(settings, createIntake(engine)).catch(
    portInUse('QINGLIU_MQTT_PORT', settings),
  )
  engine.connect(broker)
  const ended = engine.pipeline.run()
  closing.push(async () => {
    await broker.close()
    engine.pipeline.close()
    await ended
  })
  return { broker, ended }
}

/** @returns the address of the pages and interfaces */
async function openPages(engine: Engine, settings: Settings, closing: Close[]): Promise<string> {
  const { QINGLIU_OPERATORS: operators, QINGLIU_CAP_SENDER: capSender } = settings
  const { QINGLIU_DATA: dataFolder } = settings
  const capabilities = createHttpCapabilities(engine, { operators, capSender, dataFolder })
  const http = await createHttpServer(capabilities, {
    webRoot: builtPages(),
    version: packageVersion,
  })
  closing.push(() => http.close())
  const { QINGLIU_HOST: host } = settings
  const port = await http
    .listen(host, settings.QINGLIU_HTTP_PORT)
    .catch(portInUse('QINGLIU_HTTP_PORT', settings))
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}

/** What only the owner does beside the path. */
async function openRest(
  engine: Engine,
  settings: Settings,
  { broker }: Path,
  closing: Close[],
): Promise<void> {
  closing.push(...(await startBeside(engine, settings)))
  const url = settings.MQTT_URL ?? broker.address
  const canary = startCanary(engine, url, logFailure)
  if (canary !== null) closing.push(() => canary.close())
  if (settings.QINGLIU_DEMO === 'on') {
    const demo = await startDemo(engine, url, logFailure)
    closing.push(() => demo.close())
  }
  closing.push(openProducts(engine, settings))
}

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

function openBroker(settings: Settings, intake: Intake): Promise<BrokerDoor> {
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

/** One of ours without a cause says all that there is to say. */
function logFailure(error: unknown): void {
  const isPlain = error instanceof AppError && error.cause === undefined
  console.error(isPlain ? error.message : error)
}
