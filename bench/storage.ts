import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dayMs, minuteMs } from '../src/domain/time.ts'
import { encodeReadings } from '../src/store/copy-encoder.ts'
import type { Db } from '../src/store/db.ts'
import { createUpkeep } from '../src/store/upkeep.ts'
import { createRandom } from './detect-run.ts'
import { machine, printTable } from './figures.ts'
import { openMigrated } from './store.ts'

/**
 * Bytes that a stored reading takes, before and after the night's compression, and how long that
 * takes: `npm run bench:storage`. Settings: STORE (a folder or postgres:// URL, else a folder of
 * its own), SERIES (50), DAYS (14), at a reading a minute.
 */
const seriesCount = Number(process.env['SERIES'] ?? 50)
const days = Number(process.env['DAYS'] ?? 14)
const startAt = Date.UTC(2026, 8, 3)
const seed = 20_261_124

/** A probe's walk to two decimals, each sampling received a second or two later. */
async function fill(db: Db): Promise<number> {
  const random = createRandom(seed)
  const levels = Array.from({ length: seriesCount }, () => 5 + 5 * random())
  let ingestNo = 0
  for (let at = startAt; at < startAt + days * dayMs; at += 100 * minuteMs) {
    const rows = Array.from({ length: 100 * seriesCount }, (_, i) => {
      const series = i % seriesCount
      const observedAt = at + Math.floor(i / seriesCount) * minuteMs
      levels[series]! += (random() - 0.5) / 10
      return {
        revision: 0,
        ingestNo: ++ingestNo,
        row: {
          station: 'bench',
          parameter: 'w01009',
          period: 'PT0S',
          source: 'automatic',
          depthM: null,
          qualifier: '',
          sourceFlag: 'normal',
          historical: false,
          seriesId: series + 1,
          observedAt,
          receivedAt: observedAt + 1_000 + Math.round(1_000 * random()),
          value: Math.round(levels[series]! * 100) / 100,
          flag: 1,
          reasons: 0,
        },
      } as const
    })
    await db.transaction((tx) => tx.finish({ readings: encodeReadings(rows), sql: '' }))
  }
  return ingestNo
}

async function bytesOf(db: Db): Promise<number> {
  const [size] = await db.query<{ bytes: number }>(`SELECT hypertable_size('reading') AS bytes`)
  return size?.bytes ?? 0
}

const given = process.env['STORE']
const folder = given ?? mkdtempSync(join(tmpdir(), 'qingliu-storage-'))
const db = await openMigrated(folder)
try {
  const readings = await fill(db)
  const before = await bytesOf(db)
  const plenty = { days: 36_500, bytesMax: 1e12 }
  const upkeep = createUpkeep(db, { refusals: plenty, rawFrames: plenty, compressDays: 1 })
  const started = performance.now()
  await upkeep.night(startAt + (days + 30) * dayMs)
  const seconds = (performance.now() - started) / 1_000
  const after = await bytesOf(db)
  console.log(machine())
  printTable(
    [`${readings} readings, ${db.kind}`],
    [
      { name: 'bytes a reading, as written', values: [before / readings] },
      { name: 'bytes a reading, after the night', values: [after / readings] },
      { name: 'times smaller', values: [before / after] },
      { name: 'seconds of the night', values: [seconds] },
    ],
  )
} finally {
  await db.close()
  if (given === undefined && existsSync(folder)) rmSync(folder, { recursive: true })
}
