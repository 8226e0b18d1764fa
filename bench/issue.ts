/**
 * Cost of a round of forecasts: 60 stations, 600 series, 72 leads each, issued from fitted state on
 * the embedded store, with what the engine does besides (scoring, judging, keeping the run); of a
 * fit, on the thread of the fits; and what the process holds meanwhile, beside one that is idle.
 *
 *     npm run bench:issue -- [--series 600] [--fits 3]
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startChild, type Usage } from './child.ts'
import { compile } from './compiled.ts'
import { machine } from './figures.ts'
import type { Cost, FitCost, RoundCost } from './issue-process.ts'

const { values: options } = parseArgs({
  options: {
    series: { type: 'string', default: '600' },
    fits: { type: 'string', default: '3' },
  },
})
const series = Number(options.series)

const seconds = (ms: number) => `${(ms / 1000).toFixed(2)} s`
const mb = (value: number) => `${value.toFixed(0)} MB`

console.log(machine())
compile()
const folder = await mkdtemp(join(tmpdir(), 'qingliu-issue-'))
const idle = await startChild('issue-process', { store: join(folder, 'idle') })
const issuing = await startChild('issue-process', { store: join(folder, 'issuing') })
try {
  const fits = await issuing.ask<FitCost[]>('fit', { fits: Number(options.fits) })
  const { days, knots } = fits[0]!
  const slowest = seconds(Math.max(...fits.map(({ cpuMs }) => cpuMs)))
  console.log(
    `fit: ${days} days of hours, ${knots} horizons: at most ${slowest} of processor a series`,
  )
  const fill = await issuing.ask<Cost>('fill', { series })
  const rounds: RoundCost[] = []
  for (const hour of [0, 6, 12]) {
    const cost = await issuing.ask<RoundCost>('round', { hour })
    rounds.push(cost)
    console.log(
      `round at +${hour} h: ${series} series x ${cost.leads} leads: ${seconds(cost.wallMs)} on ` +
        `the wall, ${seconds(cost.cpuMs)} of processor, slowest series ` +
        `${cost.slowestMs.toFixed(0)} ms`,
    )
  }
  const peakOf = (costs: readonly Cost[]) => mb(Math.max(...costs.map(({ peakMb }) => peakMb)))
  const { residentMb } = await idle.ask<Usage>('usage')
  console.log(
    `resident at most: fits ${peakOf(fits)}, filling the store ${peakOf([fill])}, rounds ` +
      `${peakOf(rounds)}; an idle engine beside it ${mb(residentMb)}`,
  )
} finally {
  await issuing.end()
  await idle.end()
  await rm(folder, { recursive: true })
}
