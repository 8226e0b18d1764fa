import { parseArgs } from 'node:util'
import { minuteMs } from '../src/domain/time.ts'
import { faultNames, type FaultName } from './prove-faults.ts'
import { prove } from './prove-run.ts'
import { faultsInWords, judgeProof } from './prove-verdict.ts'

/**
 * Proves that no value that a receipt named is lost or doubled, and that every planted condition
 * is alerted once, whatever is killed:
 *
 *     npm run prove:ingest -- --minutes 10 --seed 1 --rate 2000
 *     npm run prove:ingest -- --minutes 2 --only 'broker killed' --only 'gateways cut off'
 *
 * Exit code 0: everything holds; 1: not; 2: Mosquitto or the TimescaleDB server is not to be had.
 */
const { values: given } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
    rate: { type: 'string', default: '2000' },
    'disk-mb': { type: 'string', default: '1024' },
    only: { type: 'string', multiple: true, default: [...faultNames] },
  },
})
const figures = {
  minutes: Number(given.minutes),
  seed: Number(given.seed),
  rate: Number(given.rate),
  diskMb: Number(given['disk-mb']),
}
for (const [name, value] of Object.entries(figures)) {
  if (value > 0) continue
  console.error(`--${name}: expected a number above 0, got ${value}`)
  process.exit(2)
}

const unknown = given.only.filter((name) => !faultNames.includes(name as FaultName))
if (unknown.length > 0) {
  console.error(`--only: expected some of ${faultNames.join(', ')}; got ${unknown.join(', ')}`)
  process.exit(2)
}

// What was started and mounted goes with the process.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))
const { minutes, seed, rate, diskMb } = figures
const startedAt = performance.now()
const proof = await prove({
  ...{ seed, rate, diskMb, durationMs: minutes * minuteMs },
  faults: given.only as FaultName[],
  onProgress: (line) => {
    console.error(`${((performance.now() - startedAt) / 1000).toFixed(1)} s ${line}`)
  },
})
if (proof === null) {
  console.error('skipped: Mosquitto or the TimescaleDB server is not to be had here')
  process.exit(2)
}
const lines = judgeProof(proof)
console.log(`seed ${seed}, ${minutes} min, ${rate} values/s\n`)
for (const [name, times] of proof.struck.faults) console.log(`${String(times).padStart(4)} ${name}`)
console.log(`\n${''.padEnd(50)}${'calm'.padStart(24)}${'under faults'.padStart(24)}`)
for (const { what, calm, struck, holds } of lines) {
  const mark = holds === null ? '' : holds ? ' ok' : ' FAILS'
  console.log(`${what.padEnd(50)}${calm.padStart(24)}${struck.padStart(24)}${mark}`)
}
for (const line of faultsInWords(proof)) console.log(line)
const failed = new Set([proof.calm, proof.struck].flatMap(({ engine }) => engine.startsFailed))
for (const said of failed) console.log(`a start ended ${said}`)
const holds = lines.every((line) => line.holds !== false)
console.log(holds ? '\neverything holds' : '\nNOT PROVED')
process.exit(holds ? 0 : 1)
