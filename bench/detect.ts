import { benchAsked } from './detect-asked.ts'
import { benchBloom } from './detect-bloom.ts'
import { benchCanary } from './detect-canary.ts'
import { benchContext } from './detect-context.ts'
import { benchLogan, benchSandyCreek, benchSwmp } from './detect-faults.ts'
import { benchGecco } from './detect-gecco.ts'
import { benchLive } from './detect-live.ts'
import { benchNab } from './detect-nab.ts'
import { benchSpeed } from './detect-speed.ts'
import { benchTrend } from './detect-trend.ts'

/**
 * Figures of detection beside the null detector, chance, a plain EWMA and published results.
 *
 *     bench:detect            everything on the data folder (QINGLIU_BENCH_DATA, ../shared/data)
 *     bench:detect --short    gecco2018-train alone, and fails below the recorded figures
 *     bench:detect --only bloom   early warning of blooms alone
 *     bench:detect --only trend   slow trends alone
 *     bench:detect --only live    the simulated stations, as the live engine judges them
 *     bench:detect --only canary  station B of a plant, without and with context
 *     bench:detect --only context made stations behind a pump, without and with context
 *     bench:detect --only asked   false alarms asked for and got, on files that are not judged
 *     bench:detect --speed    speed alone
 */
const recorded = { f1: 0.77, recall: 0.95, falsePerDay: 0.09 }

const isOnly = (what: string) => process.argv.join(' ').includes(`--only ${what}`)
if (process.argv.includes('--speed')) benchSpeed()
else if (isOnly('bloom')) await benchBloom()
else if (isOnly('trend')) await benchTrend()
else if (isOnly('live')) benchLive()
else if (isOnly('canary')) await benchCanary()
else if (isOnly('context')) benchContext()
else if (isOnly('asked')) await benchAsked()
else if (process.argv.includes('--short')) {
  const { f1, recall, falsePerDay } = await benchGecco()
  const holds = f1 >= recorded.f1 && recall >= recorded.recall
  if (!(holds && falsePerDay <= recorded.falsePerDay)) {
    console.error(`detection fell below ${JSON.stringify(recorded)}`)
    process.exitCode = 1
  }
} else {
  await benchGecco()
  await benchNab()
  await benchLogan(process.argv.includes('--sensors'))
  await benchSandyCreek()
  await benchSwmp()
  await benchCanary()
  benchContext()
  await benchBloom()
  await benchTrend()
  benchLive()
  benchSpeed()
}
