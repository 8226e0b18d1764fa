import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { linearRegression, mean, sum } from 'simple-statistics'
import { formatInstant, hourMs, minuteMs, secondMs } from '../src/domain/time.ts'
import { startChild, type Usage } from './child.ts'
import { compile } from './compiled.ts'
import { machine, printTable } from './figures.ts'
import { startApp } from './running-app.ts'

/**
 * `npm run bench:memory -- --minutes 60`: what the whole program holds with its demo at 60 times
 * the wall's speed, beside the embedded store opened alone, both on new folders in one run.
 */
const speed = 60
const sampleMs = 10 * secondMs
/** All garbage is collected so seldom that the peaks are the program's own. */
const aliveEach = 30
/** Samples of two minutes, in which the heap is collected several times. */
const lowSamples = 12

type Sample = { readonly atMs: number; readonly megabytes: number }
type Point = readonly [hours: number, megabytes: number]

const { values: given } = parseArgs({ options: { minutes: { type: 'string', default: '10' } } })
const lastsMs = Number(given.minutes) * minuteMs

console.log(machine())
compile()
const folder = await mkdtemp(join(tmpdir(), 'qingliu-bench-'))
const settings = {
  QINGLIU_DEMO: 'on',
  QINGLIU_CLOCK: `${formatInstant(Date.now())},${speed}`,
  QINGLIU_DATA: join(folder, 'app'),
}
const app = await startApp(settings, { tellsAlive: true })
const alone = await startChild('store-process', { store: join(folder, 'alone') })

const whole: Sample[] = []
const store: Sample[] = []
const alive: Sample[] = []
const startedAt = performance.now()
for (let dueMs = 0; dueMs <= lastsMs; dueMs += sampleMs) {
  await wait(Math.max(0, startedAt + dueMs - performance.now()))
  const atMs = performance.now() - startedAt
  whole.push({ atMs, megabytes: await app.residentMb() })
  store.push({ atMs, megabytes: (await alone.ask<Usage>('usage')).residentMb })
  if (whole.length % aliveEach === 0) alive.push({ atMs, megabytes: await app.aliveMb() })
}
await app.end()
await alone.end()
await rm(folder, { recursive: true, force: true })

console.log(`${whole.length} samples over ${given.minutes} min at ${speed} times the wall's speed`)
const [wholeMb, storeMb] = [figuresOf(whole), figuresOf(store)]
const names = ['first', 'last', 'peak', 'slope of the lows', 'its standard error'] as const
const lines = names.map((name, at) => {
  const [one, other] = [wholeMb[at]!, storeMb[at]!]
  const difference = name === 'its standard error' ? Math.hypot(one, other) : one - other
  return { name, values: [one, other, difference] }
})
printTable(['whole program', 'store alone', 'difference'], lines)
console.log(
  'MB resident; slopes in MB an hour by the wall, over the second half. The lows are those of',
)
console.log('each two minutes: what is held above them is garbage that the next collection takes.')
tellAlive()

/** What is left of the main thread's heap says of growth what its garbage hides. */
function tellAlive(): void {
  const figures = alive.map(({ megabytes }) => megabytes.toFixed(1)).join(' ')
  const each = (aliveEach * sampleMs) / minuteMs
  console.log(`alive in the main thread, all garbage collected, MB each ${each} min: ${figures}`)
  const half = secondHalf(alive)
  if (half.length < 3) return
  const { slope, error } = slopeOf(half.map(pointOf))
  console.log(
    `its slope over the second half: ${slope.toFixed(1)} +- ${error.toFixed(1)} MB an hour`,
  )
}

/** First, last, peak; slope of the lows over the second half, and its standard error. */
function figuresOf(samples: readonly Sample[]): number[] {
  const megabytes = samples.map((sample) => sample.megabytes)
  const { slope, error } = slopeOf(lowsOf(secondHalf(samples)))
  return [megabytes[0]!, megabytes.at(-1)!, Math.max(...megabytes), slope, error]
}

/** MB an hour by least squares, and its standard error. */
function slopeOf(points: readonly Point[]) {
  const { m, b } = linearRegression(points.map(([hours, megabytes]) => [hours, megabytes]))
  const meanHours = mean(points.map(([hours]) => hours))
  const spread = sum(points.map(([hours]) => (hours - meanHours) ** 2))
  const left = sum(points.map(([hours, megabytes]) => (megabytes - b - m * hours) ** 2))
  return { slope: m, error: Math.sqrt(left / (points.length - 2) / spread) }
}

function secondHalf(samples: readonly Sample[]): readonly Sample[] {
  return samples.slice(Math.floor(samples.length / 2))
}

function pointOf({ atMs, megabytes }: Sample): Point {
  return [atMs / hourMs, megabytes]
}

/** The lowest sample of each stretch. */
function lowsOf(samples: readonly Sample[]): Point[] {
  const stretches = Array.from({ length: Math.ceil(samples.length / lowSamples) }, (_, nth) =>
    samples.slice(nth * lowSamples, (nth + 1) * lowSamples),
  )
  return stretches.map((stretch) => {
    const [least] = [...stretch].sort((one, other) => one.megabytes - other.megabytes)
    return pointOf(least!)
  })
}
