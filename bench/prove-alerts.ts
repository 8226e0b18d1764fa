import { parseArgs } from 'node:util'
import { minuteMs } from '../src/domain/time.ts'
import { alertsFaults, type AlertsFault } from './alerts-faults.ts'
import { proveAlerts } from './alerts-run.ts'
import { alertsFaultsInWords, judgeAlerts } from './alerts-verdict.ts'

/**
 * Proves that two engines on one database give every client the same changes, each once and in
 * order, that no condition has two open alerts, and that nobody is told less or more than promised,
 * whatever is killed:
 *
 *     npm run prove:alerts -- --minutes 10 --clients 1000 --seed 1
 *     npm run prove:alerts -- --minutes 2 --only 'owner killed' --only 'database killed'
 *
 * Exit code 0: everything holds; 1: not; 2: Mosquitto or the TimescaleDB server is not to be had.
 */
const { values: given } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
    clients: { type: 'string', default: '1000' },
    rate: { type: 'string', default: '12' },
    only: { type: 'string', multiple: true, default: [...alertsFaults] },
  },
})
const figures = {
  minutes: Number(given.minutes),
  seed: Number(given.seed),
  clients: Number(given.clients),
  rate: Number(given.rate),
}
for (const [name, value] of Object.entries(figures)) {
  if (value > 0) continue
  console.error(`--${name}: expected a number above 0, got ${value}`)
  process.exit(2)
}
const unknown = given.only.filter((name) => !alertsFaults.includes(name as AlertsFault))
if (unknown.length > 0) {
  console.error(`--only: expected some of ${alertsFaults.join(', ')}; got ${unknown.join(', ')}`)
  process.exit(2)
}

// What was started goes with the process.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))
const { minutes, seed, clients, rate } = figures
const startedAt = performance.now()
const proof = await proveAlerts({
  ...{ seed, clients, rate, durationMs: minutes * minuteMs, gapMaxMs: 12_000 },
  faults: given.only as AlertsFault[],
  onProgress: (line) => {
    console.error(`${((performance.now() - startedAt) / 1000).toFixed(1)} s ${line}`)
  },
})
if (proof === null) {
  console.error('skipped: Mosquitto or the TimescaleDB server is not to be had here')
  process.exit(2)
}
const lines = judgeAlerts(proof)
console.log(`seed ${seed}, ${minutes} min, ${clients} clients, ${rate} readings/s\n`)
for (const [name, times] of proof.faults) console.log(`${String(times).padStart(4)} ${name}`)
console.log()
for (const { what, is, holds } of lines) {
  const mark = holds === null ? '' : holds ? ' ok' : ' FAILS'
  console.log(`${what.padEnd(56)}${is.padStart(28)}${mark}`)
}
for (const line of alertsFaultsInWords(proof)) console.log(line)
const failed = new Set(proof.engines.flatMap(({ startsFailed }) => startsFailed))
for (const said of failed) console.log(`a start ended ${said}`)
const holds = lines.every((line) => line.holds !== false)
console.log(holds ? '\neverything holds' : '\nNOT PROVED')
process.exit(holds ? 0 : 1)
