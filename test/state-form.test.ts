import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { fakeAlert } from '../alerts/fake-alert.ts'
import { createSimulator, noFaults } from '../fixtures/simulator/simulator.ts'
import type { Json } from '../src/domain/json.ts'
import { dayMs } from '../src/domain/time.ts'
import type { Engine } from '../src/engine.ts'
import { stateForm } from '../src/state-form.ts'
import { getAlert, saveAlert } from '../src/store/alerts.ts'
import { loadCheckpoint } from '../src/store/checkpoints.ts'
import type { Db } from '../src/store/db.ts'
import { openEmbedded } from '../src/store/embedded.ts'
import { migrate } from '../src/store/migrate.ts'
import { noonAt } from './engine-app.ts'
import { createStillEngine, type StillEngine } from './engine-still.ts'

/** Three days of four stations: learned, saved, and then found by another version. */
const stations = new Set(['pingwang', 'dianshan-north', 'hongqitang', 'qingpu-air'])
const from = noonAt - 3 * dayMs

let folder: string
let db: Db
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'qingliu-form-'))
  db = await openEmbedded(folder)
  await migrate(db)
  await withEngine(({ engine }) => takeDays(engine))
})
afterAll(async () => {
  await db.close()
  await rm(folder, { recursive: true })
})

/** Opens an engine on the store, works on its path, and lets it save what it knows. */
async function withEngine(work: (still: StillEngine) => Promise<unknown>): Promise<string[]> {
  const reported: string[] = []
  const still = await createStillEngine(db, noonAt, { report: (line) => reported.push(line) })
  const ended = still.engine.pipeline.run()
  await work(still)
  still.engine.pipeline.close()
  await ended
  return reported
}

async function takeDays({ parts: { network }, pipeline }: Engine): Promise<void> {
  const simulated = { network, seed: 3, stories: [], startAt: from, faults: noFaults }
  const messages = createSimulator(simulated).messagesBetween(from, noonAt)
  const ours = messages.filter(({ station }) => stations.has(station))
  await Promise.all(
    ours.map(({ station, payload }) =>
      pipeline.take(`qingliu/v1/${station}/obs`, Buffer.from(payload)),
    ),
  )
}

/** What is learned of readings. */
async function learned(): Promise<Map<string, Json>> {
  const { parts } = await loadCheckpoint(db)
  return new Map([...parts].filter(([part]) => part !== 'silence' && part !== 'clocks').sort())
}

/** Of the stations that send nothing more. */
const elsewhere = (states: Map<string, Json>) =>
  [...states].filter(([part]) => !part.includes(':hongqitang'))

const opened = async () => {
  const [row] = await db.query<{ n: number }>('SELECT count(*) AS n FROM alert')
  return row!.n
}

/** A line for each place in a state and what stands there; names of parameters are no places. */
function linesOf(place: string, value: Json): string[] {
  if (Array.isArray(value)) return value.flatMap((one: Json) => linesOf(`${place}[]`, one))
  if (value === null || typeof value !== 'object') {
    return [`${place} ${value === null ? 'null' : typeof value}`]
  }
  return Object.entries(value).flatMap(([key, inner]) =>
    linesOf(`${place}.${/^[aw]\d/.test(key) ? '*' : key}`, inner),
  )
}

it('has a state of the shape that its form names', async () => {
  expect(await loadCheckpoint(db)).toMatchObject({ form: stateForm })
  const lines = [...(await learned())].flatMap(([part, state]) =>
    linesOf(part.split(':')[0]!, state),
  )
  // Another shape is another form: raise `stateForm`, which names another file.
  const text = [...new Set(lines)].sort().join('\n')
  await expect(`${text}\n`).toMatchFileSnapshot(`state-form-${stateForm}.txt`)
})

it('learns anew what another version knew otherwise, and tells nothing twice', async () => {
  // Seen by that version alone: at a station that is known here, and at one that has sent nothing.
  for (const station of ['hongqitang', 'lili']) {
    const about = { id: station, rule: 'unusual', kind: 'unusual', station } as const
    await saveAlert(
      db,
      fakeAlert({ ...about, subject: station, fingerprint: `unusual|${station}` }),
    )
  }
  const [before, openedBefore] = [await learned(), await opened()]
  await db.query(`UPDATE checkpoint_head SET form = ${stateForm + 1}`)
  const unreadable = `part NOT IN ('silence', 'clocks')`
  await db.query(`UPDATE checkpoint SET state = '{"of":"another version"}' WHERE ${unreadable}`)
  const sb = { time: noonAt, values: { sb: 0.0071 }, session: 'form', seq: 1 }
  const reported = await withEngine(async ({ observe }) => {
    expect(await opened()).toBe(openedBefore)
    await observe('hongqitang', sb)
  })
  expect(reported).toEqual([expect.stringMatching(/^states of another version: .* 30 days/)])
  expect(await opened()).toBe(openedBefore + 1)
  expect(elsewhere(await learned())).toEqual(elsewhere(before))
  const conditionOf = async (id: string) => (await getAlert(db, id))?.condition
  expect([await conditionOf('hongqitang'), await conditionOf('lili')]).toEqual([
    'resolved',
    'firing',
  ])
  expect(await withEngine(() => Promise.resolve())).toEqual([])
})
