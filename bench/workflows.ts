import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Workflow } from '../src/domain/alert.ts'
import { minuteMs, secondMs, type Instant } from '../src/domain/time.ts'
import type { Engine } from '../src/engine.ts'
import { numberArray, timeSql, type Db } from '../src/store/db.ts'
import { saveWorkflow } from '../src/store/workflows.ts'
import { startTimers } from '../src/timers.ts'
import { createRandom } from './detect-run.ts'
import { machine, printTable, quantile } from './figures.ts'
import { openBenchEngine } from './open-engine.ts'

/**
 * How late deadlines of running workflows are taken, and what that costs: `npm run bench:workflows`.
 * Settings: STORE (a folder or postgres:// URL, else a folder of its own), WORKFLOWS (1,000),
 * DEADLINES (10 of each, one after another), MINUTES (10, over which they are spread), IDLE (60 s,
 * with all of them waiting).
 *
 * Items of the risk ledger, without the alert that each late one makes. Late is a firing by the
 * time at which it was committed. CPU is this process's with all its threads, the embedded store
 * included; a server's own is not. The bench looks each second for what was taken, and writes each next
 * date: what that costs is measured beforehand at the same pace, with nothing due, and taken off.
 */
const count = Number(process.env['WORKFLOWS'] ?? 1_000)
const each = Number(process.env['DEADLINES'] ?? 10)
const spanMs = Number(process.env['MINUTES'] ?? 10) * minuteMs
const idleMs = Number(process.env['IDLE'] ?? 60) * secondMs
const seed = 20_261_128
/** By how much looking beforehand may take longer than its seconds. */
const lookingMs = 10 * secondMs
/** Nothing of one workflow is due before its next date can have been written. */
const leastGapMs = 5 * secondMs

type Fired = { readonly dueAt: Instant; readonly at: Instant }

const idOf = (nth: number) => `bench-${nth}`

/** Ascending times of each workflow from `from` on. */
function schedule(from: Instant): Instant[][] {
  const random = createRandom(seed)
  const room = spanMs - each * leastGapMs
  return Array.from({ length: count }, () => {
    const times = Array.from({ length: each }, () => from + random() * room)
    return times.sort((a, b) => a - b).map((at, nth) => Math.round(at) + nth * leastGapMs)
  })
}

async function enter(db: Db, nth: number, dueAt: Instant, now: Instant): Promise<void> {
  const workflow: Workflow = {
    ...{ id: idOf(nth), kind: 'risk-item', definitionVersion: 1, procedure: null, state: 'due' },
    ...{ alert: null, station: 'pingwang', siteDistrict: 'wujiang', about: { title: 'bench' } },
    ...{ dueAt, openedAt: now, changedAt: now, closedAt: null, steps: [], n: 0 },
  }
  await saveWorkflow(db, workflow)
}

/** Writes the next date of each, as the step of a person would have. */
async function date(db: Db, next: readonly (readonly [id: string, dueAt: Instant])[]) {
  await db.query(
    `UPDATE workflow w
     SET due_at = ${timeSql('u.at')}, body = jsonb_set(body, '{dueAt}', to_jsonb(u.at::int8))
     FROM unnest($1::text[], $2::float8[]) AS u (id, at) WHERE w.id = u.id`,
    [next.map(([id]) => id), numberArray(next.map(([, at]) => at))],
  )
}

/** What was taken since the last look, which has no date now. */
async function taken(db: Db): Promise<(Fired & { readonly id: string })[]> {
  const rows = await db.query<{ id: string; at: number; due: string }>(
    `SELECT id, (body -> 'steps' -> -1 ->> 'recordedAt')::float8 AS at,
       body -> 'steps' -> -1 -> 'data' ->> 'dueAt' AS due
     FROM workflow WHERE kind = 'risk-item' AND open AND due_at IS NULL
       AND body -> 'steps' -> -1 ->> 'step' = 'overdue'`,
  )
  return rows.map(({ id, at, due }) => ({ id, at, dueAt: Date.parse(due) }))
}

/** Share of one core over a time, and the ms of CPU themselves. */
async function measured(work: () => Promise<void>) {
  const [cpu, started] = [process.cpuUsage(), performance.now()]
  await work()
  const { user, system } = process.cpuUsage(cpu)
  const cpuMs = (user + system) / 1_000
  return { cpuMs, share: (100 * cpuMs) / (performance.now() - started) }
}

/** The bench's own looking and dating, at the pace of the run: each date is written as it is. */
async function lookAlone(db: Db, times: readonly Instant[][]): Promise<void> {
  const perSecond = Math.ceil((count * each * secondMs) / spanMs)
  for (let second = 0; second < idleMs / secondMs; second += 1) {
    await wait(secondMs)
    await taken(db)
    const nths = Array.from({ length: perSecond }, (_, nth) => (second * perSecond + nth) % count)
    await date(
      db,
      [...new Set(nths)].map((nth) => [idOf(nth), times[nth]![0]!] as const),
    )
  }
}

async function run(engine: Engine, times: readonly Instant[][], firings: Fired[]) {
  const { db } = engine.parts
  const nextOf = times.map(() => 1)
  // A commit is told at once, so a firing was there by the first telling after it.
  const told: Instant[] = []
  engine.changes.subscribe(() => told.push(Date.now()))
  const total = count * each
  const giveUpAt = Date.now() + spanMs + 2 * minuteMs
  while (firings.length < total && Date.now() < giveUpAt) {
    await wait(secondMs)
    const fired = await taken(db)
    const next = fired.flatMap(({ id }) => {
      const nth = Number(id.slice('bench-'.length))
      const at = times[nth]![nextOf[nth]!]
      nextOf[nth]! += 1
      return at === undefined ? [] : [[id, at] as const]
    })
    for (const { at, dueAt } of fired) {
      firings.push({ dueAt, at: told.find((one) => one >= at) ?? at })
    }
    const over = fired.filter(({ id }) => !next.some(([other]) => other === id))
    if (over.length > 0) {
      const ids = over.map(({ id }) => id)
      await db.query('UPDATE workflow SET open = false WHERE id = ANY ($1::text[])', [ids])
    }
    if (next.length > 0) {
      await date(db, next)
      engine.changes.tell(null)
    }
  }
}

const given = process.env['STORE']
const folder = given ?? mkdtempSync(join(tmpdir(), 'qingliu-workflows-'))
const opened = await openBenchEngine(folder, false)
const rules = opened.parts.rules.filter(({ id }) => id !== 'ledger-overdue')
const engine = { ...opened, parts: { ...opened.parts, rules } }
const { db } = engine.parts
const plenty = { days: 36_500, bytesMax: 1e12 }
const timers = startTimers(
  engine,
  { refusals: plenty, rawFrames: plenty, compressDays: 36_500 },
  (error) => {
    console.error(error)
    process.exitCode = 1
  },
)
try {
  const now = Date.now()
  const setUpMs = count * 20
  const times = schedule(now + setUpMs + 2 * idleMs + lookingMs)
  for (const [nth, [first]] of times.entries()) await enter(db, nth, first!, now)
  engine.changes.tell(null)
  const firstAt = Math.min(...times.map(([first]) => first!))
  const idle = await measured(() => wait(idleMs))
  const looking = await measured(() => lookAlone(db, times))
  await wait(Math.max(0, firstAt - Date.now() - secondMs))
  const firings: Fired[] = []
  const busy = await measured(() => run(engine, times, firings))
  const own = looking.share - idle.share
  const late = firings.map(({ at, dueAt }) => (at - dueAt) / secondMs)
  console.log(machine())
  printTable(
    [`${count} workflows, ${db.kind}`, 'target'],
    [
      { name: 'deadlines taken', values: [late.length, count * each] },
      { name: 'taken a second', values: [(late.length * secondMs) / spanMs, null] },
      { name: 'late, median, s', values: [quantile(late, 0.5), null] },
      { name: 'late, p99, s', values: [quantile(late, 0.99), null] },
      { name: 'late, worst, s', values: [Math.max(...late), 2] },
      { name: 'taken before their time', values: [late.filter((s) => s < 0).length, 0] },
      { name: 'CPU while all wait, % of a core', values: [idle.share, 2] },
      { name: 'and with the looking of the bench', values: [looking.share, null] },
      { name: 'CPU while they are taken and looked for', values: [busy.share, null] },
      { name: 'of that the taking and waiting', values: [busy.share - own, 2] },
    ],
  )
} finally {
  await timers.close()
  await db.close()
  if (given === undefined) rmSync(folder, { recursive: true, force: true })
}
