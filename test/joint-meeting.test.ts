import { expect, it } from 'vitest'
import { formatInstant } from '../src/domain/time.ts'
import { attachmentContent } from '../src/store/attachments.ts'
import { alertsIn, openCase, passSecond, step, workflowsIn } from './acts.ts'
import { useStillEngine } from './use-engine.ts'

/** The half-yearly joint meeting, as the clock passes over it; each look is by a watch of its own. */
const at = (text: string) => Date.parse(`${text}+08:00`)
const still = useStillEngine(at('2026-11-23T12:00:00'))

async function look(time: string) {
  still.setNow(at(time))
  const { desk, parts } = still.engine
  await desk.openPlanned()
  await passSecond(still.engine)
  const items = await alertsIn(parts.db, { kind: 'system' })
  const firing = items.filter(({ condition }) => condition === 'firing')
  return firing.map(({ rule, occurrences }) => `${rule} ${occurrences}`)
}
const meetings = () => workflowsIn(still.engine.parts.db, 'joint-meeting')
const textOf = async (sha256: string) => {
  const { db } = still.engine.parts
  const pieces: Uint8Array[] = []
  for await (const piece of attachmentContent(db, sha256)) pieces.push(piece)
  return Buffer.concat(pieces).toString()
}
const act = async (name: string, data: Record<string, string>) => {
  const [{ id } = { id: '' }] = await meetings()
  return step(still.engine, id, name, { data })
}

it('is announced, told as late when it was not held, and closed by its minutes', async () => {
  // A log that begins in July's stead knows nothing of July's meeting.
  await openCase(still.engine.desk, 'consultation', { about: { reason: '会商' } })
  expect(await look('2026-12-31T23:59:00')).toEqual([])
  expect(await meetings()).toEqual([])

  for (const time of ['2027-01-01T00:00:00', '2027-01-02T00:00:00'])
    expect(await look(time)).toEqual(['meeting-due 1'])
  expect(await meetings()).toMatchObject([
    {
      ...{ state: 'announced', siteDistrict: 'wujiang', dueAt: at('2027-01-16T00:00:00') },
      about: { planned: 'joint-meeting/2026-H2', half: '2026-H2', onAt: at('2027-01-15T00:00:00') },
    },
  ])
  for (const time of ['2027-01-16T00:00:00', '2027-01-17T00:00:00'])
    expect(await look(time)).toEqual(['meeting-overdue 1'])

  const dueAt = formatInstant(at('2027-01-20T18:00:00'))
  expect(await act('postpone', { dueAt, reason: '台风' })).toMatchObject({ ok: true })
  expect(await look('2027-01-18T00:00:00')).toEqual(['meeting-due 2'])
  expect(await look('2027-01-20T18:00:00')).toEqual(['meeting-overdue 2'])
  expect(await act('hold', {})).toMatchObject({ ok: false, code: 'bad-step' })
  expect(await act('hold', { minutes: '研究下半年计划' })).toMatchObject({
    subject: { state: 'closed', dueAt: null },
  })
  expect(await look('2027-01-21T00:00:00')).toEqual([])
  const [held] = await meetings()
  const kept = held!.steps.at(-1)!.attachments as { sha256: string; name: string }[]
  expect(kept.map(({ name }) => name)).toEqual([
    ...['digest-2026-H2.json', 'digest-2026-H2.zh.html', 'digest-2026-H2.en.html'],
  ])
  const texts = await Promise.all(kept.map(({ sha256 }) => textOf(sha256)))
  expect(JSON.parse(texts[0]!)).toMatchObject({
    ...{ half: '2026-H2', isOver: true, madeAt: '2027-01-20T10:00:00.000Z' },
    consultations: [{ station: 'pingwang' }],
  })
  expect(texts[1]).toContain('联席会议半年汇总 2026-H2')
  expect(texts[2]).toContain('<html lang="en')
  expect((await meetings()).map(({ steps }) => steps.map(({ step }) => step))).toEqual([
    ['overdue', 'postpone', 'overdue', 'hold'],
  ])

  // Away for the whole of the next: it is opened and late at once.
  expect(await look('2027-09-01T00:00:00')).toEqual(['meeting-overdue 1'])
  expect((await meetings())[0]).toMatchObject({ about: { half: '2027-H1' } })
})
