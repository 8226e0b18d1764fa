import { parseArgs } from 'node:util'
import { startChild } from './child.ts'
import { compile } from './compiled.ts'
import { machine, printTable, type Line } from './figures.ts'
import { measureLatency, type Latency } from './latency.ts'
import { startOf, warmUpSteps } from './messages.ts'
import { installNodeRed } from './node-red.ts'
import { embeddedSetting, nativeSetting } from './settings.ts'
import { measureThroughput, type Rounds, type Throughput } from './throughput.ts'

/**
 * `npm run bench:path`: what the whole path takes, in either store with either broker, beside the
 * least that could do its work. `--rounds 3 --steps 860 --only embedded`; 860 steps are 301,000
 * readings. `--rate 37000` leaves the throughput out and measures the latency at a tenth of that
 * rate, or at another share of it: `--load 0.5`. `--node-red` installs Node-RED into .cache and lets
 * a flow of it take the same messages beside the others, on the server. All in one run on one
 * machine; figures of two runs are not compared.
 */
type Figures = Partial<Throughput> & Latency

const { values: given } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    steps: { type: 'string', default: '860' },
    only: { type: 'string', default: '' },
    rate: { type: 'string' },
    load: { type: 'string', default: '0.1' },
    'node-red': { type: 'boolean', default: false },
  },
})
const rounds = Number(given.rounds)
const steps = Number(given.steps)
const startAt = startOf(warmUpSteps + rounds * steps, Date.now())
const nodeRed = given['node-red'] ? installNodeRed() : null
const options: Rounds = { rounds, steps, startAt, nodeRed }

console.log(machine())
compile()
const gateways = await startChild<number>('gateways-process', { startAt })
const columns: string[] = []
const figures: Figures[] = []
for (const open of [embeddedSetting, nativeSetting]) {
  if (given.only !== '' && !open.name.startsWith(given.only)) continue
  const setting = await open()
  if (setting === null) continue
  try {
    const throughput =
      given.rate === undefined ? await measureThroughput(setting, gateways, options) : null
    const rate = throughput?.everything ?? Number(given.rate)
    const latency = await measureLatency(setting, gateways, rate * Number(given.load), options)
    columns.push(setting.name)
    figures.push({ ...throughput, ...latency })
  } finally {
    await setting.close()
  }
}
await gateways.end()

const line = (name: string, figure: keyof Figures): Line => ({
  name,
  values: figures.map((one) => one[figure] ?? null),
})
const lines = [
  line('readings/s, everything on', 'everything'),
  line('readings/s, detection off', 'withoutDetection'),
  line('readings/s, bare path', 'bare'),
  line('rows/s, COPY alone', 'copy'),
  line('readings/s, a Node-RED flow', 'nodeRed'),
  line('everything on / bare', 'everythingShare'),
  line('detection off / bare', 'withoutDetectionShare'),
  line('everything on / Node-RED', 'nodeRedRatio'),
  line('CPU µs a reading, everything on', 'cpuUs'),
  line('CPU µs a reading, detection off', 'withoutDetectionCpuUs'),
  line('CPU µs a reading, bare path', 'bareCpuUs'),
  line('CPU µs a reading, gateways', 'gatewaysCpuUs'),
  line('resident MB after the rounds', 'residentMb'),
  line('PUBLISH to frame, p50 ms', 'p50'),
  line('PUBLISH to frame, p99 ms', 'p99'),
  line('bare to frame, p50 ms', 'bareP50'),
  line('bare to frame, p99 ms', 'bareP99'),
  line('p99 / bare p99', 'p99Ratio'),
  line('share of frames replaced by newer', 'replaced'),
  line('start to ready ms, fresh store', 'readyFreshMs'),
  line('start to ready ms, existing store', 'readyExistingMs'),
]
printTable(
  columns,
  lines.filter(({ values }) => values.some((value) => value !== null)),
)
console.log('CPU and memory are of the process: the embedded store is in it, a server is not.')
