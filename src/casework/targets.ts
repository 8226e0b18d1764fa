import { definitionOf } from '../../alerts/workflow/definitions.ts'
import { takeEngineStep } from '../../alerts/workflow/engine.ts'
import { patrolSites } from '../../alerts/workflow/patrol-sites.ts'
import type { Also, DeskParts, Done, Refused } from '../desk.ts'
import type { Workflow } from '../domain/alert.ts'
import type { DrawRequest, SiteCandidate, SiteSelection } from '../domain/casework.ts'
import { drawMethod } from '../domain/draw.ts'
import type { Json } from '../domain/json.ts'
import { textField, type RegisterEntry } from '../domain/register.ts'
import { entriesInForce } from '../registers/pages.ts'
import { appendChanges } from '../store/change-log.ts'
import type { Queryable, Tx } from '../store/db.ts'
import { getWorkflow } from '../store/workflows.ts'
import { refused, saveNumbered, stale } from './acts.ts'
import { drawLots } from './drawing.ts'
import { siteStandings } from './sites.ts'

/** A draw keeps its candidates in the case: 5,000 keys are 100 KB. */
const candidatesMax = 5_000

type Registers = Pick<DeskParts, 'registers'>
type Decided = Done<{ readonly step: string; readonly data: Readonly<Record<string, Json>> }>

const isExempt = ({ values }: RegisterEntry) => values['exempt'] === 'yes'

/**
 * Enterprises of the district of a patrol, those first that are on no exempt list (R45).
 *
 * @returns null where it is no patrol
 */
export async function siteCandidates(
  db: Queryable,
  registers: Registers,
  id: string,
): Promise<SiteCandidate[] | null> {
  const workflow = await getWorkflow(db, id)
  if (workflow?.kind !== 'joint-patrol') return null
  const firms = await entriesInForce(db, registers, 'enterprises', workflow.siteDistrict)
  const candidates = firms.map((one): SiteCandidate => {
    const name = textField(one.values, 'name') ?? ''
    return { site: one.key, name, exempt: isExempt(one) }
  })
  return candidates.toSorted((a, b) => Number(a.exempt) - Number(b.exempt))
}

/** Names whom a patrol visits; exempt ones with a reason alone, which is kept. */
export function selectSites(
  parts: DeskParts,
  id: string,
  { sites: wanted, reason, district, person }: SiteSelection,
  expectedN: number | null,
  also: Also<Workflow>,
): Promise<Done<Workflow>> {
  return beforeTheWalk(parts, id, person, expectedN, also, async (tx): Promise<Decided> => {
    const found = patrolSites(wanted, await siteStandings(tx, wanted), reason)
    const [first] = found.leftOut
    if (first?.because === 'gone')
      return refused('bad-command', `sites: enterprises has no ${first.site} in force`)
    if (first !== undefined)
      return refused('site-exempt', `reason: expected one, since ${first.site} is exempt`)
    const { sites, exempt } = found
    return {
      ok: true,
      subject: { step: 'select-sites', data: { sites, exempt, reason, byDistrict: district } },
    }
  })
}

/**
 * Draws whom a patrol visits and who goes (R42 双随机), from the registers as they stand: sites of its
 * district that are not exempt; a leader of another district of the zone; inspectors, without the
 * leaders of its own district. Candidates, seed and result are kept with who drew. A draw stands;
 * another one needs a reason and stands beside it.
 */
export function drawPatrol(
  parts: DeskParts,
  id: string,
  request: DrawRequest,
  expectedN: number | null,
  also: Also<Workflow>,
): Promise<Done<Workflow>> {
  return beforeTheWalk(
    parts,
    id,
    request.person,
    expectedN,
    also,
    async (tx, workflow): Promise<Decided> => {
      const number = workflow.steps.filter(({ step }) => step === 'draw').length + 1
      if (number > 1 && request.reason === null)
        return refused('drawn-before', 'reason: expected one, since it was drawn before')
      const candidates = await candidatesFor(tx, parts, workflow)
      const wanted = { sites: request.sites, leader: 1, inspectors: request.inspectors }
      const few = tooFew(candidates, wanted)
      if (few !== null) return few
      const seed = parts.newId()
      const [leader = ''] = drawLots(seed, candidates.leaders, 1)
      const others = candidates.inspectors.filter((key) => key !== leader)
      const result = {
        sites: drawLots(seed, candidates.sites, wanted.sites),
        ...{ leader, leaderDistrict: candidates.districtOf.get(leader) ?? null },
        inspectors: drawLots(seed, others, wanted.inspectors),
      }
      const { sites, leaders, inspectors } = candidates
      const data = {
        ...{ number, wanted, seed, method: drawMethod, result, reason: request.reason },
        ...{ candidates: { sites, leaders, inspectors }, byDistrict: request.district },
      }
      return { ok: true, subject: { step: 'draw', data } }
    },
  )
}

type Candidates = Record<'sites' | 'leaders' | 'inspectors', readonly string[]> & {
  readonly districtOf: ReadonlyMap<string, string>
}

async function candidatesFor(
  tx: Tx,
  parts: DeskParts,
  { siteDistrict }: Workflow,
): Promise<Candidates> {
  const zone = parts.network.districts.filter(({ inZone }) => inZone).map(({ id }) => id)
  const firms = await entriesInForce(tx, parts, 'enterprises', siteDistrict)
  const people = (await entriesInForce(tx, parts, 'inspectors'))
    .filter(({ values }) => values['availability'] === 'available')
    .map(({ key, values }) => ({
      ...{ key, district: String(values['district']) },
      mayLead: values['mayLead'] === 'yes',
    }))
    .filter(({ district }) => zone.includes(district))
  const elsewhere = ({ district }: { district: string }) => district !== siteDistrict
  const keys = (all: readonly { readonly key: string }[]) => all.map(({ key }) => key)
  return {
    sites: keys(firms.filter((one) => !isExempt(one))),
    leaders: keys(people.filter((one) => one.mayLead && elsewhere(one))),
    inspectors: keys(people.filter((one) => !one.mayLead || elsewhere(one))),
    districtOf: new Map(people.map(({ key, district }) => [key, district])),
  }
}

function tooFew(
  { sites, leaders, inspectors }: Candidates,
  wanted: { readonly sites: number; readonly inspectors: number },
): Refused | null {
  const most = Math.max(sites.length, inspectors.length)
  if (most > candidatesMax)
    return refused('not-allowed', `candidates: expected at most ${candidatesMax}, got ${most}`)
  const few = [
    ['sites', wanted.sites, sites.length],
    ['leaders of another district', 1, leaders.length],
    // The leader is one of the inspectors, and not drawn twice.
    ['inspectors beside the leader', wanted.inspectors, inspectors.length - 1],
  ] as const
  const short = few.find(([, want, have]) => have < want)
  if (short === undefined) return null
  const [what, want, have] = short
  return refused('too-few-candidates', `${what}: expected ${want} to draw from, got ${have}`)
}

/** One transaction that adds a step of ours to a patrol which has not begun on site. */
async function beforeTheWalk(
  parts: DeskParts,
  id: string,
  person: string,
  expectedN: number | null,
  also: Also<Workflow>,
  decide: (tx: Tx, workflow: Workflow) => Promise<Decided>,
): Promise<Done<Workflow>> {
  const done = await parts.db.transaction(async (tx): Promise<Done<Workflow>> => {
    const workflow = await getWorkflow(tx, id, { forUpdate: true })
    if (workflow === null) return refused('not-found', `workflow ${id}: there is none`)
    if (expectedN !== null && workflow.n !== expectedN) return stale(workflow.n)
    const definition = definitionOf(workflow)
    if (!definition.steps.some((one) => one.id === 'draw'))
      return refused('not-allowed', `${id} is no joint patrol that draws`)
    const decided = await decide(tx, workflow)
    if (!decided.ok) return decided
    const { step, data } = decided.subject
    const taken = takeEngineStep(workflow, definition, { step, data, person }, { now: parts.now() })
    if (taken === null)
      return refused('step-not-allowed', `${step}: expected a patrol that has not begun on site`)
    const [saved] = await saveNumbered(
      tx,
      [taken.workflow],
      await appendChanges(tx, [taken.change]),
    )
    await also(tx, saved!)
    return { ok: true, subject: saved! }
  })
  if (done.ok) parts.onChanges()
  return done
}
