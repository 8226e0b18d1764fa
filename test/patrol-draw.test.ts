import { beforeAll, describe, expect, it } from 'vitest'
import { drawLots } from '../src/casework/drawing.ts'
import { siteCandidates } from '../src/casework/targets.ts'
import { leader, place } from './patrol-walk.ts'
import { enterRows, made, openCase, step } from './acts.ts'
import { noonAt } from './engine-app.ts'
import { useStillEngine } from './use-engine.ts'

/** Whom a patrol visits and who goes: named by a person, or drawn by lot. */
const firm = (nth: number) => `91320509MA1TE6T00${nth}`
const by = { district: 'jiashan', person: '赵' }
const still = useStillEngine(noonAt)
beforeAll(async () => {
  await enterRows(still.engine, 'enterprises', [
    ...['creditCode,name,district,exempt', `${firm(1)},甲,吴江,no`, `${firm(2)},乙,吴江,yes`],
    ...[`${firm(3)},丙,吴江,`, `${firm(4)},丁,青浦,no`],
  ])
  await enterRows(still.engine, 'inspectors', [
    ...['id,name,district,mayLead,availability', 'W-L,吴长,吴江,yes,available'],
    ...['W-1,吴一,吴江,no,available', 'Q-L,青长,青浦,yes,available', 'J-L,嘉长,嘉善,yes,away'],
    ...['J-1,嘉一,嘉善,no,available', 'K-L,昆长,昆山,yes,available'],
  ])
})

const open = (kind: 'joint-patrol' | 'consultation' = 'joint-patrol') =>
  openCase(still.engine.desk, kind, { about: { reason: '计划' } })
const select = (id: string, sites: readonly string[], reason: string | null = null) =>
  still.engine.desk.selectSites(id, { ...by, sites, reason }, null)
const draw = (id: string, part: object = {}) =>
  still.engine.desk.drawPatrol(id, { ...by, sites: 1, inspectors: 2, reason: null, ...part }, null)

describe('sites that a person names', () => {
  it('are proposed of the district, the exempt last', async () => {
    const { parts } = still.engine
    const { id } = await open()
    expect(await siteCandidates(parts.db, parts, id)).toEqual([
      { site: firm(1), name: '甲', exempt: false },
      { site: firm(3), name: '丙', exempt: false },
      { site: firm(2), name: '乙', exempt: true },
    ])
    expect(await siteCandidates(parts.db, parts, (await open('consultation')).id)).toBeNull()
  })

  it('are exempt with a reason alone, which is kept', async () => {
    const { id } = await open()
    expect(await select(id, [firm(1), firm(2)])).toMatchObject({ code: 'site-exempt' })
    expect(await select(id, ['nobody'], '投诉')).toMatchObject({ code: 'bad-command' })
    const done = await select(id, [firm(1), firm(2)], '群众投诉')
    expect(done).toMatchObject({
      ok: true,
      subject: {
        state: 'opened',
        steps: [
          {
            ...{ step: 'select-sites', person: '赵' },
            data: { sites: [firm(1), firm(2)], exempt: [firm(2)], reason: '群众投诉' },
          },
        ],
      },
    })
  })

  it('are of a patrol that has not begun on site', async () => {
    const { id } = await open()
    const act = (name: string, part = {}) =>
      step(still.engine, id, name, { district: 'qingpu', place, ...part })
    expect(await act('draw')).toMatchObject({ code: 'step-not-allowed' })
    expect(await act('assign-leader', leader)).toMatchObject({ ok: true })
    expect(await select(id, [firm(1)])).toMatchObject({ subject: { state: 'leader-assigned' } })
    // Recorded before the sites were named: the order on site is what counts.
    expect(await act('sign-in')).toMatchObject({ ok: true })
    expect(await select(id, [firm(3)])).toMatchObject({ code: 'step-not-allowed' })
    expect(await select((await open('consultation')).id, [firm(1)])).toMatchObject({
      code: 'not-allowed',
    })
  })
})

type Drawn = {
  readonly seed: string
  readonly candidates: Record<'sites' | 'leaders' | 'inspectors', readonly string[]>
  readonly result: {
    readonly sites: readonly string[]
    readonly leader: string
    readonly leaderDistrict: string
    readonly inspectors: readonly string[]
  }
}

describe('a draw', () => {
  it('is of who may be drawn, and drawn again by its record', async () => {
    const { data, person } = made(await draw((await open()).id)).steps[0]!
    const { seed, candidates, result } = data as unknown as Drawn
    // No exempt site; no leader of the site's own district, away, or outside the zone.
    expect(candidates).toEqual({
      ...{ sites: [firm(1), firm(3)], leaders: ['Q-L'], inspectors: ['J-1', 'Q-L', 'W-1'] },
    })
    expect([person, data['byDistrict'], result.leader, result.leaderDistrict]).toEqual([
      ...['赵', 'jiashan', 'Q-L', 'qingpu'],
    ])
    expect(result.sites).toEqual(drawLots(seed, candidates.sites, 1))
    expect(result.inspectors).toEqual(drawLots(seed, ['W-1', 'J-1'], 2))
  })

  it('stands: another one needs a reason and stands beside it, by another seed', async () => {
    const { id } = await open()
    await draw(id)
    expect(await draw(id)).toMatchObject({ code: 'drawn-before' })
    const { steps } = made(await draw(id, { reason: 'W-1 病假' }))
    const seeds = steps.map(({ data }) => data['seed'])
    expect(steps.map(({ data }) => data['number'])).toEqual([1, 2])
    expect(new Set(seeds).size).toBe(2)
  })

  it('is refused where there are too few', async () => {
    const { id } = await open()
    expect(await draw(id, { sites: 3 })).toMatchObject({
      ...{ code: 'too-few-candidates', detail: 'sites: expected 3 to draw from, got 2' },
    })
    expect(await draw(id, { inspectors: 3 })).toMatchObject({ code: 'too-few-candidates' })
  })
})
