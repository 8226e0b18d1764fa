import { minuteMs } from '../src/domain/time.ts'
import { rhythm } from '../models/detectors/rhythm.ts'
import { createJointDetector } from '../models/joint/joint.ts'
import { createRandom, printTable } from './detect-run.ts'

/**
 * Readings through the series' model, and rows of ten columns, in a second of this process's CPU,
 * whatever else the machine does.
 */
export function benchSpeed(): void {
  const next = createRandom(4)
  const values = Array.from({ length: 4096 }, () => 8 + next())
  const rows = Array.from({ length: 4096 }, () => Array.from({ length: 10 }, () => 8 + next()))
  const series = rhythm.create({ scale: 'linear', decimals: 2, cadenceMs: minuteMs })
  const joint = createJointDetector(10, 0.1)
  const lines = [
    time('series model, readings', 400_000, (i) => {
      series.score(i * minuteMs, values[i % 4096]!)
      series.learn(i * minuteMs, values[i % 4096]!)
    }),
    time('joint model, rows of 10', 100_000, (i) => {
      joint.score(i * minuteMs, rows[i % 4096]!)
      joint.learn(i * minuteMs, rows[i % 4096]!)
    }),
  ]
  const bytes = JSON.stringify(joint.save()).length / 10
  printTable('speed, score and learn', [
    ['what', 'a second of CPU', 'to reach'],
    [...lines[0]!, '200,000'],
    [...lines[1]!, '50,000'],
    ['joint state a column, bytes of JSON', bytes.toFixed(0), '4,096'],
  ])
}

function time(what: string, count: number, step: (i: number) => void): [string, string] {
  for (let i = 0; i < 20_000; i += 1) step(i)
  const before = process.cpuUsage()
  for (let i = 20_000; i < count; i += 1) step(i)
  const { user, system } = process.cpuUsage(before)
  const perSecond = ((count - 20_000) * 1e6) / (user + system)
  return [what, Math.round(perSecond).toLocaleString('en')]
}
