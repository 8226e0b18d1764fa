import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { createDeadlineWatch } from '../src/deadline-watch.ts'
import type { Workflow } from '../src/domain/alert.ts'
import type { StationRequest } from '../src/domain/incident.ts'
import { formatInstant, minuteMs } from '../src/domain/time.ts'
import { exampleWorkflow } from '../src/store/contract-examples.ts'
import { getWorkflow, saveWorkflow, saveWorkflows } from '../src/store/workflows.ts'
import { noonAt } from './engine-app.ts'
import { until } from './until.ts'
import { alertsIn, made, step, workflowsIn } from './acts.ts'
import { useStillEngine } from './use-engine.ts'

/** What the tick does about casework, on an engine whose clock stands where it is put. */
const still = useStillEngine(noonAt, { proposes: true })

type Sent = { readonly topic: string; readonly text: string }

/** A watch of its own, over a broker that takes what is sent, or over none. */
function watchOver(sent: Sent[] | null = null) {
  const { parts, desk, changes } = still.engine
  const publish = (topic: string, payload: string | Uint8Array) => {
    sent?.push({ topic, text: String(payload) })
    return Promise.resolve()
  }
  const door = { address: '', publish, connected: () => true, inFlight: () => 0 }
  const unused = { onConnectionChange: () => undefined, close: () => Promise.resolve() }
  const broker = () => (sent === null ? null : { ...door, ...unused })
  const watch = createDeadlineWatch({ parts, desk, changes, broker })
  onTestFinished(() => watch.close())
  return {
    at: async (now: number) => {
      still.setNow(now)
      await watch.tick(now)
    },
  }
}

const item = (id: string, dueAt: number): Workflow =>
  exampleWorkflow(id, {
    ...{ kind: 'risk-item', state: 'due', alert: null, station: 'pingwang', dueAt },
    ...{ siteDistrict: 'wujiang', about: { title: id } },
    steps: [
      {
        ...{ step: 'set-due', district: 'wujiang', person: '王', at: noonAt, recordedAt: noonAt },
        ...{ place: null, attachments: [] },
        data: { dueAt: formatInstant(dueAt), responsible: '赵工' },
      },
    ],
  })
const overdue = async (id: string) =>
  (await kept(id)).steps.flatMap(({ step, person }) => (step === 'overdue' ? [person] : []))
const kept = async (id: string) => (await getWorkflow(still.engine.parts.db, id))!
const states = (kind: string) => workflowsIn(still.engine.parts.db, kind)

describe('the watch of deadlines', () => {
  it('asks the store nothing where nothing was committed and nothing is due', async () => {
    const { db } = still.engine.parts
    await saveWorkflow(db, item('waits', noonAt + 5 * minuteMs))
    const watch = watchOver()
    await watch.at(noonAt)
    const asked = [vi.spyOn(db, 'query'), vi.spyOn(db, 'transaction')]
    onTestFinished(() => asked.forEach((spy) => spy.mockRestore()))
    for (let second = 1; second < 300; second += 1) await watch.at(noonAt + second * 1_000)
    expect(asked.map(({ mock }) => mock.calls.length)).toEqual([0, 0])
    await watch.at(noonAt + 5 * minuteMs)
    expect(await overdue('waits')).toEqual(['engine'])
    expect((await kept('waits')).dueAt).toBeNull()
  })

  it('takes what is due together in few transactions, each once, numbered in the log', async () => {
    const { db } = still.engine.parts
    const dueAt = noonAt + 10 * minuteMs
    await saveWorkflows(
      db,
      Array.from({ length: 450 }, (_, nth) => item(`many-${nth}`, dueAt)),
    )
    await saveWorkflow(db, item('many-later', dueAt + 1))
    const watch = watchOver()
    const transactions = vi.spyOn(db, 'transaction')
    onTestFinished(() => transactions.mockRestore())
    await watch.at(dueAt)
    // Three times 200 at most, and the alert that tells of them.
    expect(transactions.mock.calls.length).toBeLessThanOrEqual(4)
    const many = (await states('risk-item')).filter(({ id }) => id.startsWith('many-'))
    const taken = many.filter(({ steps }) => steps.length === 2)
    expect([taken.length, new Set(taken.map(({ n }) => n)).size]).toEqual([450, 450])
    expect(await overdue('many-later')).toEqual([])
    await watch.at(dueAt)
    expect(await overdue('many-7')).toHaveLength(1)
    const items = await alertsIn(db, { state: 'open', kind: 'system' })
    const told = items.filter(({ subject }) => subject.startsWith('many-'))
    expect(told.map(({ rule, occurrences: n }) => `${rule} ${n}`)).toEqual(
      Array.from({ length: 450 }, () => 'ledger-overdue 1'),
    )
  })

  it('tries again in the next second what failed', async () => {
    const { db } = still.engine.parts
    const dueAt = noonAt + 20 * minuteMs
    await saveWorkflow(db, item('again', dueAt))
    const watch = watchOver()
    await watch.at(dueAt - 1)
    const failing = vi.spyOn(db, 'transaction').mockRejectedValueOnce(new Error('away'))
    onTestFinished(() => failing.mockRestore())
    await expect(watch.at(dueAt)).rejects.toThrow('away')
    expect(await overdue('again')).toEqual([])
    await watch.at(dueAt + 1_000)
    expect(await overdue('again')).toHaveLength(1)
  })
})

async function askedOf(forWorkflow: string): Promise<Workflow> {
  const request: StationRequest = {
    ...{ forWorkflow, station: 'pingwang', ask: 'retest', parameter: null },
    ...{ cadenceMs: null, until: null, note: '', person: '王' },
  }
  return made(await still.engine.desk.askStation(request))
}

describe('a request to a station', () => {
  const answerWithin = 30 * minuteMs
  const startAt = noonAt + 60 * minuteMs

  it('times out half an hour after it was sent, and takes no answer after that', async () => {
    const sent: Sent[] = []
    const watch = watchOver(sent)
    await watch.at(startAt)
    const { id } = await askedOf('waits')
    const sentAt = startAt + minuteMs
    await watch.at(sentAt)
    const answerBy = formatInstant(sentAt + answerWithin)
    expect(sent.map(({ topic }) => topic)).toEqual(['qingliu/v1/pingwang/request'])
    expect(JSON.parse(sent[0]!.text)).toMatchObject({ id, ask: 'retest', answerBy })
    await watch.at(sentAt + answerWithin - 1)
    expect(await kept(id)).toMatchObject({ state: 'sent', closedAt: null })
    await watch.at(sentAt + answerWithin)
    expect(await kept(id)).toMatchObject({
      ...{ state: 'timed-out', closedAt: sentAt + answerWithin, dueAt: null },
      steps: [{ step: 'send' }, { step: 'time-out', data: { dueAt: answerBy } }],
    })
    const answer = { station: 'pingwang', id, outcome: 'done', detail: null }
    expect(await still.engine.desk.takeAnswer(answer)).toBe(false)
    expect(sent).toHaveLength(1)
  })

  it('waits for a broker no longer than that', async () => {
    const watch = watchOver()
    const askedAt = startAt + 2 * answerWithin
    await watch.at(askedAt)
    const { id } = await askedOf('waits')
    await watch.at(askedAt + 1_000)
    expect(await kept(id)).toMatchObject({ state: 'asked', dueAt: askedAt + answerWithin })
    await watch.at(askedAt + answerWithin)
    expect(await kept(id)).toMatchObject({ state: 'timed-out', steps: [{ step: 'time-out' }] })
  })
})

describe('what the engine proposes of itself', () => {
  it('is a retest when monitoring opens, sent only after a person approves', async () => {
    const { engine } = still
    const at = noonAt + 180 * minuteMs
    const sent: Sent[] = []
    const watch = watchOver(sent)
    await watch.at(at)
    await still.observe('pingwang', { time: at, values: { sb: 0.03 } })
    const alert = await until(async () => {
      const open = { station: 'pingwang', state: 'open', kind: 'deterioration' } as const
      const [found] = await alertsIn(engine.parts.db, open)
      expect(found).toBeDefined()
      return found!
    })
    const confirm = { verb: 'confirm', person: '王' } as const
    made(await engine.desk.command(alert.id, confirm, null))
    const proposed = (await states('station-request')).filter(({ state }) => state === 'proposed')
    expect(proposed).toMatchObject([
      { procedure: 'proposed', station: 'pingwang', about: { ask: 'retest', parameter: 'w20004' } },
    ])
    const [request] = proposed
    const monitoring = await kept(request!.about!['workflow'] as string)
    expect([monitoring.kind, monitoring.alert]).toEqual(['emergency-monitoring', alert.id])
    await watch.at(at + 1_000)
    expect(sent).toEqual([])
    const approved = await step(engine, request!.id, 'approve')
    expect(approved).toMatchObject({ ok: true, subject: { state: 'asked' } })
    await watch.at(at + 2_000)
    expect(sent.map(({ text }) => (JSON.parse(text) as { id: string }).id)).toEqual([request!.id])
  })
})
