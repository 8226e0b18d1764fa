import type { Workflow } from '../../src/domain/alert.ts'
import { assert } from '../../src/domain/errors.ts'
import type { Names, Network } from '../../src/domain/network.ts'
import {
  zoneArea,
  type Basis,
  type CellField,
  type CellValue,
  type ConsultedCell,
  type Consultation,
  type KeptDraft,
  type ProductSubject,
} from '../../src/domain/product.ts'
import type { ProductPlan } from '../../src/domain/product-plan.ts'
import type { AqiStandard } from '../../src/domain/standards.ts'
import { formatBeijing, dateAfter, type Instant } from '../../src/domain/time.ts'
import { meaningOf, type CellMeaning } from './level-words.ts'

type Nullable<T> = { readonly [K in keyof T]: T[K] | null }

/** One area on one day ahead as released; values null with a reason where nothing was agreed. */
export type ProductItem = Nullable<Omit<CellValue, 'primaryPollutants' | 'weather'>> &
  Nullable<Omit<CellMeaning, 'levels' | 'sensitiveGroups' | 'weather'>> &
  Pick<CellMeaning, 'levels' | 'sensitiveGroups'> & {
    readonly area: string
    readonly leadDay: number
    /** Target day in Beijing. */
    readonly date: string
    /** Beyond the mandatory days: a trend. */
    readonly trend: boolean
    readonly primaryPollutants: readonly string[]
    readonly weather: Names
    readonly reason: string | null
    readonly basis: Basis
  }

/** What is released: everything that its exports are made of. */
export type ProductDocument = {
  readonly id: string
  readonly product: 'air'
  readonly date: string
  readonly version: number
  readonly issuedAt: string
  readonly demonstration: boolean
  /** Agreed in a drill; absent: it was not, or was released before drills were marked. */
  readonly exercise?: true
  readonly correction: { readonly of: number; readonly reason: string } | null
  /** Over its bulletin; absent: it was released before that was of its network. */
  readonly title?: Names
  readonly areas: readonly { readonly area: string; readonly name: Names }[]
  readonly items: readonly ProductItem[]
  readonly parties: readonly {
    readonly party: string
    readonly name: Names
    readonly district: string
    readonly person: string
    readonly signedAt: string
  }[]
  readonly consultation: {
    readonly id: string
    readonly openedAt: string
    readonly agreedAt: string
    readonly agreedBy: string
    readonly minutes: string
    readonly dueAt: string
    readonly late: boolean
    readonly differences: readonly Difference[]
  }
  readonly runs: readonly Readonly<Record<string, string>>[]
  readonly draft: { readonly madeAt: string; readonly hash: string }
  readonly standards: readonly string[]
  /** What the exports name and draw beside the values. */
  readonly pollutants: readonly { readonly code: string; readonly name: Names }[]
  readonly places: readonly Place[]
}

/** Where a station of the zone stands; the picture is drawn from them. */
export type Place = {
  readonly district: string
  readonly lat: number
  readonly lon: number
  readonly air: boolean
}

/** Where the parties differed, and what each said by then. */
export type Difference = {
  readonly area: string
  readonly leadDay: number
  readonly fields: readonly CellField[]
  readonly said: Readonly<Record<string, CellValue | null>>
}

export type DocumentInputs = {
  readonly workflow: Workflow
  readonly subject: ProductSubject
  readonly draft: KeptDraft
  readonly consultation: Consultation
  readonly standard: AqiStandard
  readonly network: Pick<Network, 'districts' | 'stations'>
  readonly plan: ProductPlan
  readonly issuedAt: Instant
}

/** Id of a product, which all its versions share. */
export const productId = (date: string): string => `air-product-${date}`

/** The version that a signed consultation makes: the same inputs, the same document. */
export function documentOf(inputs: DocumentInputs): ProductDocument {
  const { workflow, subject, draft, consultation, standard, network, plan, issuedAt } = inputs
  const { agreement } = consultation
  assert(agreement !== null, 'a product is released from an agreement')
  const { corrects, reason } = subject
  const zone = network.districts.filter(({ inZone }) => inZone)
  return {
    id: productId(draft.date),
    product: 'air',
    date: draft.date,
    version: (corrects ?? 0) + 1,
    issuedAt: formatBeijing(issuedAt),
    demonstration: draft.demonstration,
    ...(workflow.exercise === true ? { exercise: true } : {}),
    correction: corrects === null ? null : { of: corrects, reason: reason ?? '' },
    title: plan.title,
    areas: [
      { area: zoneArea, name: plan.zone },
      ...zone.map(({ id, name }) => ({ area: id, name })),
    ],
    items: consultation.cells.map((cell) => itemOf(cell, inputs)),
    parties: partiesOf(inputs),
    consultation: {
      id: workflow.id,
      openedAt: formatBeijing(workflow.openedAt),
      agreedAt: formatBeijing(agreement.at),
      agreedBy: agreement.person,
      minutes: agreement.minutes,
      dueAt: formatBeijing(subject.dueAt),
      late: issuedAt > subject.dueAt,
      differences: consultation.cells
        .filter(({ differs }) => differs.length > 0)
        .map(({ area, leadDay, differs, said }) => ({ area, leadDay, fields: differs, said })),
    },
    runs: draft.runs.map(({ issuedAt: at, cutOffAt, ...run }) => {
      return { ...run, issuedAt: formatBeijing(at), cutOffAt: formatBeijing(cutOffAt) }
    }),
    draft: { madeAt: formatBeijing(draft.madeAt), hash: draft.hash },
    standards: draft.standards,
    pollutants: standard.pollutants.map(({ code, name }) => ({ code, name })),
    places: network.stations
      .filter(({ district }) => zone.some(({ id }) => id === district))
      .map(({ district, lat, lon, kind }) => ({ district, lat, lon, air: kind === 'air' })),
  }
}

function partiesOf({ plan, consultation }: DocumentInputs): ProductDocument['parties'] {
  return plan.parties.flatMap(({ id, name, district }) => {
    const signature = consultation.signatures.find((one) => one.district === district)
    assert(signature !== undefined, `${id} has signed what is released`)
    const { person, at } = signature
    return { party: id, name, district, person, signedAt: formatBeijing(at) }
  })
}

function itemOf({ area, leadDay, agreed }: ConsultedCell, inputs: DocumentInputs): ProductItem {
  const { draft, standard, plan } = inputs
  const drafted = draft.cells.find((one) => one.area === area && one.leadDay === leadDay)
  assert(drafted !== undefined, 'a consulted cell is one of the draft')
  const place = {
    area,
    leadDay,
    date: dateAfter(draft.date, leadDay),
    trend: leadDay > plan.mandatoryDays,
    basis: drafted.basis,
  }
  if (agreed !== null) return { ...place, ...agreed, ...meaningOf(standard, agreed), reason: null }
  return { ...place, ...nothing, reason: drafted.reason ?? 'the parties agreed on no value' }
}

const nothing = {
  ...{ aqiLow: null, aqiHigh: null, levels: [], levelWords: null, colour: null, rgb: null },
  ...{ primaryPollutants: [], pm25Low: null, pm25High: null, o3Low: null, o3High: null },
  ...{ weather: { zh: '', en: '' }, advice: null, sensitiveGroups: [] },
} as const
