import { startApp, type RunningApp } from './running-app.ts'
import type { Child } from './child.ts'
import type { Places } from './engine-process.ts'
import { median, quantile } from './figures.ts'
import type { Latencies, Pace, Publish } from './gateways-process.ts'
import { valuesPerMessage, warmUpSteps } from './messages.ts'
import type { Setting } from './settings.ts'
import { storeSetting } from './store.ts'
import { openBare, runOnce, type Rounds } from './throughput.ts'

export type Latency = {
  readonly p50: number
  readonly p99: number
  readonly bareP50: number
  readonly bareP99: number
  readonly p99Ratio: number
  /** Share of frames that a newer value of their series replaced. */
  readonly replaced: number
  readonly readyFreshMs: number
  readonly readyExistingMs: number
}

const secondsPerRound = 8

/**
 * From PUBLISH to the `reading` frame in a WebSocket, at a share of what the path takes: the whole
 * program beside a bare publish → insert → send, in turns. Besides, how long the program takes
 * from its start to its ready line.
 */
export async function measureLatency(
  setting: Setting,
  gateways: Child,
  readingsPerSecond: number,
  { rounds }: Pick<Rounds, 'rounds'>,
): Promise<Latency> {
  const places = await setting.places()
  const app = await startApp(environmentOf(places))
  const bare = await openBare(await setting.places())
  const messagesPerSecond = readingsPerSecond / valuesPerMessage
  const stationCount = gateways.opened as number
  const stepsPerRound = Math.ceil((messagesPerSecond * secondsPerRound) / stationCount)

  await gateways.ask('prepare', { from: 0, to: warmUpSteps })
  const warmUp: Publish = { url: places.broker ?? app.mqttUrl, receipts: true }
  await gateways.ask('publish', warmUp)
  await runOnce(bare, gateways)
  const appPace: Pace = { url: warmUp.url, stream: streamOf(app), messagesPerSecond }
  const barePace: Pace = { url: bare.url, stream: bare.stream, messagesPerSecond }
  const whole: Latencies[] = []
  const least: Latencies[] = []
  // The first round warms up and is left out.
  for (let round = 0; round <= rounds; round += 1) {
    const from = warmUpSteps + round * stepsPerRound
    await gateways.ask('prepare', { from, to: from + stepsPerRound })
    whole.push(await gateways.ask<Latencies>('pace', appPace))
    least.push(await gateways.ask<Latencies>('pace', barePace))
  }
  await bare.child.end()
  await app.end()
  const ready = await measureStarts(setting, places, rounds)
  return { ...summary(whole.slice(1), least.slice(1)), ...ready }
}

function summary(whole: readonly Latencies[], least: readonly Latencies[]) {
  const p99s = whole.map(({ ms }) => quantile(ms, 0.99))
  const bareP99s = least.map(({ ms }) => quantile(ms, 0.99))
  const missing = whole.reduce((sum, one) => sum + one.missing, 0)
  const seen = whole.reduce((sum, one) => sum + one.ms.length, 0)
  return {
    p50: median(whole.map(({ ms }) => median(ms))),
    p99: median(p99s),
    bareP50: median(least.map(({ ms }) => median(ms))),
    bareP99: median(bareP99s),
    p99Ratio: median(p99s.map((p99, round) => p99 / bareP99s[round]!)),
    replaced: missing / (missing + seen),
  }
}

/** Starts on new stores, and again and again on the one that was just filled. */
async function measureStarts(setting: Setting, filled: Places, rounds: number) {
  const started = async (places: Places) => {
    const app = await startApp(environmentOf(places))
    await app.end()
    return app.readyMs
  }
  const fresh: number[] = []
  const existing: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    fresh.push(await started(await setting.places()))
    existing.push(await started(filled))
  }
  return { readyFreshMs: median(fresh), readyExistingMs: median(existing) }
}

function streamOf({ httpUrl }: RunningApp): string {
  return `${httpUrl.replace('http', 'ws')}/api/v1/stream?types=reading`
}

function environmentOf({ store, broker }: Places): Record<string, string> {
  return {
    QINGLIU_DEMO: 'off',
    ...storeSetting(store),
    ...(broker === null ? {} : { MQTT_URL: broker }),
  }
}
