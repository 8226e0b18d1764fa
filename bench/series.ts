import { parseArgs } from 'node:util'
import { startChild } from './child.ts'
import { compile } from './compiled.ts'
import { machine, printTable } from './figures.ts'
import type { SeriesCost, SeriesLoad } from './series-process.ts'
import { embeddedSetting, nativeSetting } from './settings.ts'

/**
 * `npm run bench:series`: CPU a reading and memory a series, from 100 series to 100,000, each in a
 * process of its own, everything on and no broker. Hourly readings, a day and a quarter of them
 * before it is measured. `--only native --counts 100,10000`.
 */
const { values: given } = parseArgs({
  options: {
    only: { type: 'string', default: 'native' },
    counts: { type: 'string', default: '100,1000,10000,100000' },
  },
})
const counts = given.counts.split(',').map(Number)
const warmUpSteps = 30
/** What is measured has a checkpoint in it, the saving of every series. */
const readingsMeasured = 200_000
const readingsASeries = 12

console.log(machine())
compile()
for (const open of [embeddedSetting, nativeSetting]) {
  if (!open.name.startsWith(given.only)) continue
  const setting = await open()
  if (setting === null) continue
  const costs: SeriesCost[] = []
  for (const series of counts) {
    const child = await startChild('series-process', await setting.places())
    const steps = Math.max(readingsASeries, Math.round(readingsMeasured / series))
    const load: SeriesLoad = { series, steps, warmUp: warmUpSteps }
    costs.push(await child.ask<SeriesCost>('measure', load))
    process.stderr.write(`${setting.name}: ${series} series measured\n`)
    await child.end()
  }
  await setting.close()
  const [first] = costs
  console.log(`${setting.name}, by the number of series:`)
  printTable(counts.map(String), [
    { name: 'CPU µs a reading, our process', values: costs.map(({ cpuUs }) => cpuUs) },
    {
      name: 'of that with the fewest series',
      values: costs.map(({ cpuUs }) => cpuUs / first!.cpuUs),
    },
    { name: 'CPU µs a reading, the server', values: costs.map(({ storeCpuUs }) => storeCpuUs) },
    { name: 'readings/s', values: costs.map(({ perSecond }) => perSecond) },
    { name: 'heap MB', values: costs.map(({ heapMb }) => heapMb) },
    {
      name: 'heap KB a series above the first',
      values: kbAboveFirst(costs.map(({ heapMb }) => heapMb)),
    },
    {
      name: 'with arrays beside the heap',
      values: kbAboveFirst(costs.map(({ heapMb, arraysMb }) => heapMb + arraysMb)),
    },
  ])
}

function kbAboveFirst(megabytes: readonly number[]): (number | null)[] {
  return megabytes.map((one, nth) => {
    if (nth === 0) return null
    return ((one - megabytes[0]!) * 1_024) / (counts[nth]! - counts[0]!)
  })
}
