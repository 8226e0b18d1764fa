import { openStoredEngine } from '../src/stored-engine.ts'
import { loadSettings } from '../src/config/settings.ts'
import { packageFolder } from '../src/package.ts'
import { encodeReadings, type NumberedReading } from '../src/store/copy-encoder.ts'
import type { Db } from '../src/store/db.ts'
import { foldRowsMax } from '../src/store/limits.ts'
import { readingsAfter } from '../src/store/readings-after.ts'
import { answerParent } from './child.ts'
import { historyRows, type History } from './history-rows.ts'
import { openMigrated, storeSetting } from './store.ts'

/** What is done with a history that stands in a store, each timed by itself. */
const seconds = (from: number): number => (performance.now() - from) / 1_000

/** COPY of the rows and nothing else; making and encoding them is not counted. @returns seconds */
async function copy({ store, history }: { store: string; history: History }): Promise<number> {
  const db = await openMigrated(store)
  let [spent, ingestNo] = [0, 0]
  let rows: NumberedReading[] = []
  const send = async () => {
    const encoded = encodeReadings(rows)
    const from = performance.now()
    await db.transaction((tx) => tx.finish({ readings: encoded, sql: '' }))
    spent += seconds(from)
    rows = []
  }
  for (const [station, { steps }] of historyRows(history).entries()) {
    for (const { at, values } of steps()) {
      for (const [parameter, value] of values.entries()) {
        const seriesId = 1 + station * values.length + parameter
        rows.push(rowOf(seriesId, at, value, (ingestNo += 1)))
      }
      if (rows.length >= copyRowsPerBatch) await send()
    }
  }
  await send()
  await db.close()
  return spent
}
const copyRowsPerBatch = 4_000

function rowOf(seriesId: number, at: number, value: number, ingestNo: number): NumberedReading {
  const row = {
    station: '',
    parameter: '',
    period: 'PT0S',
    source: 'automatic',
    depthM: null,
    observedAt: at,
    value,
    qualifier: '',
    sourceFlag: 'normal',
    historical: true,
    flag: 1,
    reasons: 0,
    receivedAt: at,
    seriesId,
  } as const
  return { row, revision: 0, ingestNo }
}

type Told = { readonly readings: number; readonly seconds: number }

/** All readings as the fold is given them, page by page. */
async function read({ store }: { store: string }): Promise<Told> {
  const db = await openMigrated(store)
  const from = performance.now()
  let readings = 0
  for (;;) {
    const page = await readingsAfter(db, readings, foldRowsMax)
    readings += page.length
    if (page.length < foldRowsMax) break
  }
  const told = { readings, seconds: seconds(from) }
  await db.close()
  return told
}

/**
 * Forgets every state and folds the history again, as a start without a checkpoint does.
 *
 * @returns what differs from what stood there: states, events, alerts, changes
 */
async function refold({ store }: { store: string }): Promise<Told & { differing: string[] }> {
  const db = await openMigrated(store)
  const before = await findings(db)
  await db.query('DELETE FROM checkpoint')
  await db.query('UPDATE checkpoint_head SET folded_no = 0')
  await db.close()
  const environment = { ...storeSetting(store), QINGLIU_DEMO: 'off' }
  const { settings } = loadSettings(environment, packageFolder)
  const from = performance.now()
  const { engine, close } = await openStoredEngine(settings)
  const spent = seconds(from)
  const readings = engine.pipeline.foldedNo()
  const ended = engine.pipeline.run()
  engine.pipeline.close()
  await ended
  await close()
  const again = await openMigrated(store)
  const after = await findings(again)
  await again.close()
  return { readings, seconds: spent, differing: differing(before, after) }
}

const findingsOf = {
  // When a station was listened to, which silence is judged from, is not in the readings.
  state: `SELECT part AS key, state AS text FROM checkpoint WHERE part <> 'silence'`,
  event: 'SELECT key, body::text AS text FROM event',
  alert: 'SELECT id AS key, body::text AS text FROM alert',
  change: 'SELECT n::text AS key, hash AS text FROM change_log',
} as const

type Findings = ReadonlyMap<string, string>

/** Everything that was found, by kind and key. */
async function findings(db: Db): Promise<Findings> {
  const all = new Map<string, string>()
  for (const [kind, sql] of Object.entries(findingsOf)) {
    const rows = await db.query<{ key: string; text: string }>(sql)
    for (const { key, text } of rows) all.set(`${kind} ${key}`, text)
  }
  return all
}

function differing(before: Findings, after: Findings): string[] {
  const keys = new Set([...before.keys(), ...after.keys()])
  return [...keys].filter((key) => before.get(key) !== after.get(key)).sort()
}

answerParent({ open: () => null, copy, read, refold, close: () => undefined })
