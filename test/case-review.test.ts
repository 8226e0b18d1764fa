import { beforeAll, describe, expect, it } from 'vitest'
import { reviewOf } from '../alerts/workflow/case-review-result.ts'
import { reviewCsv } from '../src/casework/case-review-answers.ts'
import { digestPage } from '../src/casework/digest-page.ts'
import { digestOf } from '../src/casework/digest.ts'
import { drawLots } from '../src/casework/drawing.ts'
import { parseHalfYear } from '../src/casework/half-year.ts'
import type { Workflow } from '../src/domain/alert.ts'
import type { ReviewCandidate } from '../src/domain/case-review.ts'
import { attachmentContent } from '../src/store/attachments.ts'
import { changesOf } from '../src/store/change-log.ts'
import { alertsIn, enterRows, made, openCase, step, take } from './acts.ts'
import { noonAt } from './engine-app.ts'
import { useStillEngine } from './use-engine.ts'

/** The yearly review of closed cases: drawn or named, scored by a panel, told by district. */
const by = { district: 'qingpu', person: '赵' }
const stations = { wujiang: 'pingwang', qingpu: 'jinze', kunshan: 'zhouzhuang-bridge' }
const still = useStillEngine(noonAt)
beforeAll(() =>
  enterRows(still.engine, 'review-panel', [
    ...['id,name,district', 'Q-1,青一,青浦', 'W-1,吴一,吴江', 'J-1,嘉一,嘉善', 'J-2,李,嘉善'],
  ]),
)

/** A hand-over that was decided by this district. */
async function decided(district: string, { exercise = false, person = '李' } = {}) {
  const about = { reason: '移送' }
  const { id } = await openCase(still.engine.desk, 'hand-over', { about, exercise })
  const steps = {
    send: { to: district, authority: 'environment', evidence: ['笔录'] },
    receive: { receipt: '1' },
    result: { result: '罚款', publication: 'withheld' },
  }
  for (const [name, data] of Object.entries(steps))
    await take(still.engine, id, name, { district, person, data })
  return id
}

/** An alert that was closed. */
async function warned(station: string) {
  const { desk, parts } = still.engine
  await desk.announce([
    {
      ...{ key: `e|${station}`, rule: 'class-deterioration', kind: 'deterioration', station },
      ...{ subject: station, phase: 'begin', colour: 'blue', observedAt: noonAt, live: true },
      ...{ readings: [], evidence: {} },
    },
  ])
  const [{ id } = { id: '' }] = await alertsIn(parts.db, {
    station,
    state: 'open',
    kind: 'deterioration',
  })
  made(await desk.command(id, { verb: 'acknowledge', person: '钱' }, null))
  made(await desk.command(id, { verb: 'release', person: '钱' }, null))
  return id
}

const open = (year = 2026, exercise = false) =>
  still.engine.desk.openReview({ ...by, year, exercise })
const draw = (id: string, reason: string | null = null) =>
  still.engine.desk.drawCases(id, { ...by, reason }, null)
const act = (id: string, name: string, data: Record<string, string>) =>
  step(still.engine, id, name, { ...by, data })

const full = { facts: 30, procedure: 25, law: 20, file: 10, effect: 15 }
const warning = { 'in-time': 20, right: 30, handling: 30 }
const score = (id: string, subject: string, reviewer: string, part: object = {}) =>
  still.engine.desk.scoreCase(
    id,
    {
      ...{ subject, reviewer, person: '录入员', points: full, finding: null },
      ...{ remarks: null, reason: null, ...part },
    },
    null,
  )

describe('a review of cases', () => {
  const cases: Record<string, string> = {}
  let review: Workflow

  it('is opened once for a year that has begun, and again when it was cancelled', async () => {
    cases['wujiang'] = await decided('wujiang')
    cases['qingpu'] = await decided('qingpu')
    cases['drill'] = await decided('jiashan', { exercise: true })
    cases['warning'] = await warned(stations.wujiang)
    await warned(stations.kunshan)
    expect(await open(2027)).toMatchObject({ code: 'bad-command' })
    const first = made(await open())
    expect(first).toMatchObject({ siteDistrict: 'qingpu', about: { year: 2026 } })
    expect(await open()).toMatchObject({ code: 'review-exists' })
    made(await act(first.id, 'cancel', { reason: '年份错误' }))
    review = made(await open())
    expect(made(await open(2026, true))).toMatchObject({ exercise: true })
    expect(await draw(cases['qingpu'])).toMatchObject({ code: 'not-allowed' })
    const empty = made(await open(2025))
    expect(await draw(empty.id)).toMatchObject({ code: 'too-few-candidates' })
  })

  it('draws of each district from what was closed in the year, and anybody draws the same', async () => {
    const drawn = reviewOf(made(await draw(review.id)))
    expect(drawn.cases.map(({ sheet, subject, district }) => [sheet, subject, district])).toEqual([
      ['enforcement', cases['qingpu'], 'qingpu'],
      ['enforcement', cases['wujiang'], 'wujiang'],
      ['warnings', cases['warning'], 'wujiang'],
    ])
    expect(await draw(review.id)).toMatchObject({ code: 'drawn-before' })
    const again = made(await draw(review.id, '首次抽取误操作'))
    const { seed, number } = reviewOf(again).draw!
    expect([number, seed === drawn.draw!.seed]).toEqual([2, false])
    const [{ sha256 } = { sha256: '' }] = again.steps.at(-1)!.attachments as { sha256: string }[]
    const pieces: Uint8Array[] = []
    for await (const one of attachmentContent(still.engine.parts.db, sha256)) pieces.push(one)
    const { sheets } = JSON.parse(Buffer.concat(pieces).toString()) as {
      sheets: { candidates: ReviewCandidate[] }[]
    }
    const ids = sheets[0]!.candidates.flatMap((one) =>
      one.district === 'qingpu' ? [one.subject] : [],
    )
    expect(drawLots(seed, ids, 5)).toEqual([cases['qingpu']])
  })

  it('takes cases that a person names, of its year alone', async () => {
    cases['late'] = await decided('jiashan', { person: '李' })
    const list = (subjects: string[]) =>
      still.engine.desk.listCases(review.id, { ...by, subjects, reason: '重大案件' }, null)
    expect(await list([cases['drill']!])).toMatchObject({ code: 'bad-command' })
    const listed = reviewOf(made(await list([cases['late'], cases['qingpu']!])))
    expect(listed.cases.map(({ subject, how, reason }) => [subject, how, reason])).toEqual([
      [cases['qingpu'], 'draw', null],
      [cases['wujiang'], 'draw', null],
      [cases['warning'], 'draw', null],
      [cases['late'], 'list', '重大案件'],
    ])
  })

  it('is scored by members of the panel who had no part in the case', async () => {
    const one = cases['qingpu']!
    const code = async (...given: Parameters<typeof score>) => {
      const done = await score(...given)
      return done.ok ? 'scored' : done.code
    }
    expect(await code(review.id, one, 'nobody')).toBe('not-on-panel')
    expect(await code(review.id, one, 'Q-1')).toBe('scored-own-district')
    expect(await code(review.id, one, 'J-2')).toBe('scored-own-case')
    expect(await code(review.id, cases['drill']!, 'W-1')).toBe('bad-command')
    for (const points of [{ facts: 30 }, { ...full, facts: 31 }, { ...full, style: 1 }])
      expect(await code(review.id, one, 'W-1', { points })).toBe('bad-command')
    expect(await code(review.id, one, 'W-1', { finding: 'hit' })).toBe('bad-command')
    expect(await code(review.id, cases['warning']!, 'J-1', { points: warning })).toBe('bad-command')
    expect(await code(review.id, one, 'W-1')).toBe('scored')
    expect(await code(review.id, one, 'W-1', { points: { ...full, law: 0 } })).toBe('scored-before')
    const corrected = { points: { ...full, law: 10 }, reason: '看错案卷' }
    expect(await code(review.id, one, 'W-1', corrected)).toBe('scored')
    expect(await draw(review.id, '再抽')).toMatchObject({ code: 'scored-before' })
  })

  it('ends once every case has enough scores, and tells each district what it came to', async () => {
    expect(await act(review.id, 'conclude', { summary: '良好' })).toMatchObject({
      code: 'scores-missing',
    })
    const finding = (id: string) => ({ points: warning, finding: id })
    made(await score(review.id, cases['qingpu']!, 'J-1', { points: { ...full, facts: 10 } }))
    for (const reviewer of ['Q-1', 'J-1']) made(await score(review.id, cases['wujiang']!, reviewer))
    for (const reviewer of ['Q-1', 'W-1'])
      made(await score(review.id, cases['late']!, reviewer, { points: { ...full, law: 0 } }))
    made(await score(review.id, cases['warning']!, 'Q-1', finding('late')))
    made(await score(review.id, cases['warning']!, 'J-1', finding('late')))
    const ended = made(await act(review.id, 'conclude', { summary: '总体良好' }))
    expect(ended.state).toBe('closed')
    const { parts } = still.engine
    const { districts, summary } = reviewOf(ended)
    expect(summary).toBe('总体良好')
    expect(
      districts.map(({ sheet, district, cases: all, scored, mean, grade }) => {
        return [sheet, district, all, scored, mean, grade?.en]
      }),
    ).toEqual([
      ['enforcement', 'jiashan', 1, 1, 80, 'good'],
      ['enforcement', 'qingpu', 1, 1, 85, 'good'],
      ['enforcement', 'wujiang', 1, 1, 100, 'excellent'],
      ['warnings', 'wujiang', 1, 1, 80, 'good'],
    ])
    expect(districts[1]!.criteria[0]).toEqual({ id: 'facts', mean: 20 })
    expect(districts[3]!.findings).toContainEqual({ id: 'late', cases: 1 })
    expect(await score(review.id, cases['late']!, 'W-1', { reason: '迟' })).toMatchObject({
      code: 'step-not-allowed',
    })
    const digest = await digestOf(parts, parseHalfYear('2026-H2')!, false)
    expect(digest.reviews).toHaveLength(4)
    expect(digest.reviews[1]).toMatchObject({
      ...{ year: 2026, sheet: { zh: '执法办案' }, district: 'qingpu', mean: 85, isOver: true },
    })
    const page = digestPage(digest, parts.network, 'zh')
    for (const word of ['执法联合评议', '执法办案', '85.0', '良好', '已通报'])
      expect(page).toContain(word)
    const csv = [...reviewCsv(reviewOf(ended))].join('').trim().split('\r\n')
    expect(csv).toHaveLength(1 + 6 * 5 + 2 * 3)
    const changes = await changesOf(still.engine.parts.db, review.id)
    expect(changes.filter(({ reason }) => reason === 'score')).toHaveLength(9)
    expect(changes.at(-1)).toMatchObject({ type: 'workflow.closed', reason: 'conclude' })
  })
})
