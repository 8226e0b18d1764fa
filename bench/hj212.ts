/**
 * Speed of the HJ 212 decoder on one core: the 4-hour result of a water station, ten factors in
 * 415 bytes. Prints frames per second of this process's own time, which a busy machine does not
 * distort, and of wall time. `npx tsx bench/hj212.ts`
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fakeSetup, fakeStation } from '../ingest/decode/fake-station.ts'
import { createHj212Decoder } from '../ingest/decode/hj212/hj212.ts'

const rounds = 7
const roundMs = 1_000
const burst = 1_000

const packet = join(import.meta.dirname, '../fixtures/messages/hj212/water-hour.hj212')
const payload = readFileSync(packet)
const decode = createHj212Decoder(fakeSetup)
const station = fakeStation({ kind: 'intake', hj212: { mn: '310118A00001000000000A01' } })
const context = { station, now: Date.parse('2026-11-23T08:06:00+08:00') }

function measureRound(): { own: number; wall: number } {
  const cpu = process.cpuUsage()
  const startedAt = performance.now()
  let frames = 0
  while (performance.now() - startedAt < roundMs) {
    for (let n = 0; n < burst; n++) decode(payload, context)
    frames += burst
  }
  const wallMs = performance.now() - startedAt
  const { user, system } = process.cpuUsage(cpu)
  return { own: (frames * 1e6) / (user + system), wall: (frames * 1e3) / wallMs }
}

const { readings } = decode(payload, context)
console.log(`${payload.length} bytes, ${readings.length} readings a frame, node ${process.version}`)
const measured = Array.from({ length: rounds }, measureRound)
const best = measured.toSorted((a, b) => b.own - a.own)[Math.floor(rounds / 2)]!
console.log(
  `median of ${rounds} rounds: ${Math.round(best.own)} frames/s of own time, ` +
    `${Math.round(best.wall)} of wall time`,
)
