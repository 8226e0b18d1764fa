import { signal } from '@preact/signals'
import type { Json } from '../src/domain/json.ts'
import type { Act, ActField, Said } from './act-form.tsx'
import { placeName, text, word, zone } from './board.ts'
import { actorFields, byWhom, orNull, sendAct, stepPath } from './case-acts.ts'
import { keepAttachment } from './client.ts'
import { beijingInstant } from './format.ts'

/** A leader from another district, then the eight steps on site (八步法). */
export const walk = [
  ...['assign-leader', 'sign-in', 'show-credentials', 'verify-identity', 'inspect'],
  ...['take-statement', 'print-and-sign', 'archive', 'complete'],
] as const

/** Steps that are taken where the water is. */
const onSite: ReadonlySet<string> = new Set([...walk.slice(1), 'on-site', 'sampling-round'])

type Asked = {
  readonly name:
    | 'topic'
    | 'opinion'
    | 'decision'
    | 'assignee'
    | 'cause'
    | 'measure'
    | 'judgement'
    | 'points'
    | 'factors'
    | 'methods'
    | 'frequency'
    | 'summary'
    | 'grounds'
    | 'reason'
  readonly kind?: 'text' | 'list'
  readonly optional?: boolean
}
const plan: readonly Asked[] = [
  { name: 'points', kind: 'list' },
  { name: 'factors', kind: 'list' },
  { name: 'methods', kind: 'list' },
  { name: 'frequency', kind: 'text' },
]
/** What the other steps say, as the definitions of the engine want it. */
const said: Readonly<Record<string, readonly Asked[]>> = {
  convene: [{ name: 'topic', optional: true }],
  opinion: [{ name: 'opinion' }],
  conclude: [{ name: 'decision' }],
  assign: [{ name: 'assignee', kind: 'text' }],
  resolve: [{ name: 'cause' }, { name: 'measure', optional: true }],
  start: [],
  'first-judgement': [{ name: 'judgement' }],
  ...{ plan, 'revise-plan': plan },
  report: [{ name: 'summary' }],
  'propose-release': [{ name: 'grounds' }],
  resume: [{ name: 'reason' }],
  end: [],
}
const criteria = ['below-for-48-h', 'back-to-background', 'experts-agree'] as const

/** Where the device says it is; nothing until it does, or where it may not be asked. */
const here = signal<GeolocationCoordinates | null>(null)

function locate(): Promise<void> {
  const found = ({ coords }: GeolocationPosition) => (here.value = coords)
  const unknown = () => undefined
  navigator.geolocation.getCurrentPosition(found, unknown, { enableHighAccuracy: true })
  return Promise.resolve()
}

function degrees(name: 'latitude' | 'longitude'): ActField {
  const value = here.value?.[name].toFixed(5) ?? ''
  return { name, label: text(`stepAct.${name}`), kind: 'number', value }
}

const siteFields = (id: string): readonly ActField[] => [
  ...[degrees('latitude'), degrees('longitude')],
  { name: 'time', label: text('stepAct.time'), kind: 'time', optional: true },
  { name: 'note', label: text('stepAct.note'), kind: 'long', optional: true },
  {
    ...{ name: 'proof', label: text('stepAct.proof'), kind: 'file', optional: true },
    keep: (file) => keepAttachment(id, file),
  },
]

const leaderFields = (siteDistrict: string | null): readonly ActField[] => [
  { name: 'leader', label: text('patrol.leader'), kind: 'text' },
  {
    ...{ name: 'leaderDistrict', label: text('stepAct.leaderDistrict'), kind: 'choice' },
    choices: zone.value
      .filter((id) => id !== siteDistrict)
      .map((id) => [id, placeName('district', id)] as const),
  },
]

const criterionField = (): ActField => ({
  ...{ name: 'criterion', label: text('stepAct.criterion'), kind: 'choice' },
  choices: criteria.map((one) => [one, text(`criterion.${one}`)] as const),
})

const saidField = ({ name, kind, optional = false }: Asked): ActField => {
  const label = text(`stepAct.${name}`)
  return { name, kind: kind === 'text' ? 'text' : 'long', optional, label }
}

type Case = {
  readonly id: string
  readonly etag: string
  readonly siteDistrict: string | null
  /** Steps that can be taken now. */
  readonly allowed: readonly string[]
}

function fieldsOf(step: string, { id, siteDistrict }: Case): readonly ActField[] {
  if (step === 'assign-leader') return leaderFields(siteDistrict)
  if (step === 'propose-termination') return [criterionField()]
  return onSite.has(step) ? siteFields(id) : (said[step] ?? []).map(saidField)
}

/** What a step says beside who took it: texts as they are, lists by their lines. */
function dataOf(step: string, given: Said): Readonly<Record<string, Json>> {
  const lists = (said[step] ?? []).filter(({ kind }) => kind === 'list').map(({ name }) => name)
  const beside = ['person', 'district', 'latitude', 'longitude', 'time', 'proof']
  const told = Object.entries(given).filter(([name, value]) => value && !beside.includes(name))
  const isList = (name: string) => lists.some((one) => one === name)
  const linesOf = (value: string) => value.split(/\n+/).map((line) => line.trim())
  return Object.fromEntries(
    told.map(([name, value]) => [name, isList(name) ? linesOf(value).filter(Boolean) : value]),
  )
}

/** What is sent of a step; without a time it is taken now, by the engine's clock. */
function bodyOf(step: string, given: Said) {
  const body = { ...byWhom(given), data: dataOf(step, given) }
  if (!onSite.has(step)) return body
  const [time, proof] = [orNull(given, 'time'), orNull(given, 'proof')]
  return {
    ...body,
    place: { lat: Number(given['latitude']), lon: Number(given['longitude']) },
    ...(time === null ? {} : { at: beijingInstant(time) }),
    attachments: proof === null ? [] : [{ sha256: proof }],
  }
}

const known = (step: string) =>
  step === 'assign-leader' || step === 'propose-termination' || onSite.has(step) || step in said

/** The steps of a patrol, consultation, monitoring or repair that can be taken now. */
export const workflowActs = (of: Case, refresh: () => Promise<void>): readonly Act[] =>
  of.allowed.filter(known).map((step) => ({
    ...{ id: step, name: word('step', step), version: of.etag, refresh },
    ...(onSite.has(step) && { load: locate }),
    fields: () => [...fieldsOf(step, of), ...actorFields()],
    send: async (given, key) => {
      await sendAct(stepPath(of.id, step), { body: bodyOf(step, given), key, etag: of.etag })
      await refresh()
    },
  }))
