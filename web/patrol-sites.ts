import type { Json } from '../src/domain/json.ts'
import type { CaseStep, PatrolItem, SiteItem } from './wire-cases.ts'

/** Whom a patrol visits as one act said: the plan of the year, a person, or a lot. */
export type Choice = {
  readonly how: 'plan' | 'select-sites' | 'draw'
  /** Null: by the plan. */
  readonly by: { readonly person: string; readonly district: string; readonly at: string } | null
  readonly sites: readonly string[]
  /** Of these, those on the exempt list. */
  readonly exempt: readonly string[]
  /** Why exempt ones are visited, or why it was drawn again. */
  readonly reason: string | null
  readonly drawn: Drawn | null
}

export type Drawn = {
  /** 1 first. */
  readonly number: number
  readonly seed: string
  readonly method: string
  readonly leader: string
  readonly leaderDistrict: string
  readonly inspectors: readonly string[]
  /** How many there were to draw from. */
  readonly from: { readonly sites: number; readonly leaders: number; readonly inspectors: number }
}

const textOf = (value: Json | undefined) => (typeof value === 'string' ? value : null)
const textsOf = (value: Json | undefined): readonly string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : []
const partOf = (value: Json | undefined): Readonly<Record<string, Json>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, Json>>)
    : {}

function choiceOf({ step, at, person, data }: CaseStep): Choice[] {
  const by = { person, at, district: textOf(data['byDistrict']) ?? '' }
  const reason = textOf(data['reason'])
  if (step === 'select-sites') {
    const chosen = { sites: textsOf(data['sites']), exempt: textsOf(data['exempt']) }
    return [{ how: step, by, ...chosen, reason, drawn: null }]
  }
  if (step !== 'draw') return []
  const [result, candidates] = [partOf(data['result']), partOf(data['candidates'])]
  const countOf = (name: string) => textsOf(candidates[name]).length
  const drawn: Drawn = {
    number: typeof data['number'] === 'number' ? data['number'] : 1,
    seed: textOf(data['seed']) ?? '',
    method: textOf(data['method']) ?? '',
    leader: textOf(result['leader']) ?? '',
    leaderDistrict: textOf(result['leaderDistrict']) ?? '',
    inspectors: textsOf(result['inspectors']),
    from: {
      ...{ sites: countOf('sites'), leaders: countOf('leaders') },
      inspectors: countOf('inspectors'),
    },
  }
  return [{ how: step, by, sites: textsOf(result['sites']), exempt: [], reason, drawn }]
}

/** Who chose whom a patrol visits, the plan first, then in the order of the acts. */
export function choicesOf({ about, steps }: Pick<PatrolItem, 'about' | 'steps'>): Choice[] {
  const sites = textsOf(about?.['sites'])
  const planned: Choice = {
    ...{ how: 'plan', by: null, sites, exempt: textsOf(about?.['exempt']), drawn: null },
    reason: textOf(about?.['exemptReason']),
  }
  return [...(sites.length > 0 ? [planned] : []), ...steps.flatMap(choiceOf)]
}

/** Who of the plan is not visited, and why. */
export function leftOutOf({ about }: Pick<PatrolItem, 'about'>) {
  const all = about?.['leftOut']
  return (Array.isArray(all) ? all : []).map((one: Json) => {
    const { site, because } = partOf(one)
    return { site: textOf(site) ?? '', because: textOf(because) === 'exempt' ? 'exempt' : 'gone' }
  })
}

/** The name of an enterprise; its key where nothing in force has it. */
export const siteName = (sites: readonly SiteItem[], key: string) =>
  sites.find(({ site }) => site === key)?.name ?? key
