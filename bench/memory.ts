import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { linearRegression } from 'simple-statistics'
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

type Sample = { readonly atMs: number; readonly megabytes: number }

const { values: given } = parseArgs({ options: { minutes: { type: 'string', default: '10' } } })
const lastsMs = Number(given.minutes) * minuteMs

console.log(machine())
compile()
const folder = await mkdtemp(join(tmpdir(), 'qingliu-bench-'))
const app = await startApp({
  QINGLIU_DEMO: 'on',
  QINGLIU_CLOCK: `${formatInstant(Date.now())},${speed}`,
  QINGLIU_DATA: join(folder, 'app'),
})
const alone = await startChild('store-process', { store: join(folder, 'alone') })

const whole: Sample[] = []
const store: Sample[] = []
const startedAt = performance.now()
for (let dueMs = 0; dueMs <= lastsMs; dueMs += sampleMs) {
  await wait(Math.max(0, startedAt + dueMs - performance.now()))
  const atMs = performance.now() - startedAt
  whole.push({ atMs, megabytes: await app.residentMb() })
  store.push({ atMs, megabytes: (await alone.ask<Usage>('usage')).residentMb })
}
await app.end()
await alone.end()
await rm(folder, { recursive: true, force: true })

console.log(`${whole.length} samples over ${given.minutes} min at ${speed} times the wall's speed`)
const [wholeMb, storeMb] = [figuresOf(whole), figuresOf(store)]
const names = ['first', 'last', 'peak', 'slope MB an hour'] as const
const lines = names.map((name, at) => {
  const [one, other] = [wholeMb[at]!, storeMb[at]!]
  return { name, values: [one, other, one - other] }
})
printTable(['whole program', 'store alone', 'difference'], lines)
console.log('MB resident; the slope is that of least squares over the second half, by the wall')

/** First, last, peak; slope over the second half. */
function figuresOf(samples: readonly Sample[]): number[] {
  const megabytes = samples.map((sample) => sample.megabytes)
  const later = samples.slice(Math.floor(samples.length / 2))
  const { m } = linearRegression(later.map((one) => [one.atMs / hourMs, one.megabytes]))
  return [megabytes[0]!, megabytes.at(-1)!, Math.max(...megabytes), m]
}
