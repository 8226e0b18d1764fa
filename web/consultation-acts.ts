import { signal } from '@preact/signals'
import type { Act, ActField, Said } from './act-form.tsx'
import { language, parameterName, placeName, text } from './board.ts'
import { personField, reasonField, sendAct } from './case-acts.ts'
import { consultationPath, type ConsultationItem } from './consultation.ts'
import {
  agreedCells,
  dayAhead,
  enteredCell,
  keyOf,
  opinionsOn,
  primaryAbove,
  type ConsultedCellItem,
} from './consultation-cells.ts'
import { readProduct } from './product.ts'
import type { CellValue } from '../src/domain/product.ts'

const steps = [
  'enter',
  'accept',
  'agree',
  'sign',
  'release',
  'reopen',
  'correct',
  'cancel',
] as const
type Step = (typeof steps)[number]

/** Whom the person speaks for: asked for once, and proposed by each form after it. */
const spokenFor = signal('')

/** Codes of the pollutants that make the index, by HJ 633. */
const pollutants = ['a34004', 'a34002', 'a05024', 'a21004', 'a21026', 'a21005']

/** Names of pollutants, one after the other. */
export const pollutantWords = (codes: readonly string[]) =>
  codes.map(parameterName).join(language.value === 'zh' ? '、' : ', ')

/** A range with its primary pollutants. @example '70–90 PM2.5' */
export const valueWords = ({ aqiLow, aqiHigh, primaryPollutants }: CellValue) =>
  `${aqiLow}–${aqiHigh} ${pollutantWords(primaryPollutants)}`.trim()

export const areaName = (area: string) =>
  area === 'zone' ? text('product.zone') : placeName('district', area)

const cellName = (date: string, { area, leadDay }: ConsultedCellItem) =>
  `${areaName(area)} ${dayAhead(date, leadDay)}`

/** Names of parties, one after the other. */
export const partyNames = (of: ConsultationItem, ids: readonly string[]) =>
  of.parties
    .filter(({ party }) => ids.includes(party))
    .map(({ name }) => name[language.value])
    .join(language.value === 'zh' ? '、' : ', ')

const partyFields = ({ parties }: ConsultationItem): readonly ActField[] => [
  {
    ...{ name: 'party', label: text('product.party'), kind: 'choice', value: spokenFor.value },
    choices: parties.map(({ party, name }) => [party, name[language.value]] as const),
  },
  personField(),
]

/** The value of the chosen cell, as the party last said it, else as drafted. */
function valueFields(now: ConsultationItem, said: Said): readonly ActField[] {
  const cell = now.cells.find((one) => keyOf(one) === said['cell'])
  const party = said['party'] ?? spokenFor.value
  const known = cell?.said[party] ?? cell?.draft ?? null
  const range = (name: 'aqi' | 'pm25' | 'o3'): readonly ActField[] =>
    ([`${name}Low`, `${name}High`] as const).map((one) => {
      const value = known?.[one] ?? null
      const shared = {
        name: one,
        label: text(`product.${one}`),
        kind: 'number',
        whole: true,
      } as const
      const optional = name !== 'aqi'
      return { ...shared, optional, ...(value === null ? {} : { value: String(value) }) }
    })
  const aqiHigh = Number(said['aqiHigh'] ?? known?.aqiHigh ?? 0)
  const primary = known?.primaryPollutants.join('+') ?? ''
  const choices = [...new Set([...(primary === '' ? [] : [primary]), ...pollutants])]
  const named: ActField = {
    ...{ name: 'primary', label: text('product.primary'), kind: 'choice', value: primary },
    choices: choices.map((codes) => [codes, pollutantWords(codes.split('+'))] as const),
  }
  return [
    ...range('aqi'),
    ...(aqiHigh > primaryAbove ? [named] : []),
    ...range('pm25'),
    ...range('o3'),
    {
      ...{ name: 'weather', label: text('product.weather'), kind: 'text', optional: true },
      value: known?.weather ?? '',
    },
  ]
}

const enterFields = (now: ConsultationItem, said: Said): readonly ActField[] => [
  ...partyFields(now),
  {
    ...{ name: 'cell', label: text('product.cell'), kind: 'choice' },
    choices: now.cells.map((one) => [keyOf(one), cellName(now.date, one)] as const),
  },
  ...(said['cell'] ? valueFields(now, said) : []),
]

/** Whose value is agreed on, of each cell in which the parties differ. */
const agreeFields = (now: ConsultationItem): readonly ActField[] => [
  ...now.cells
    .filter(({ differs }) => differs.length > 0)
    .map((cell): ActField => {
      const choices = opinionsOn(cell).map(({ parties, value }, place) => {
        return [String(place), `${partyNames(now, parties)}: ${valueWords(value)}`] as const
      })
      return { name: keyOf(cell), label: cellName(now.date, cell), kind: 'choice', choices }
    }),
  { name: 'minutes', label: text('product.minutes'), kind: 'long' },
  ...partyFields(now),
]

function fieldsOf(step: Step, now: ConsultationItem, said: Said): readonly ActField[] {
  if (step === 'enter') return enterFields(now, said)
  if (step === 'agree') return agreeFields(now)
  if (step === 'correct') return [reasonField(), personField()]
  const asked = step === 'reopen' || step === 'cancel' ? [reasonField()] : []
  return [...asked, ...partyFields(now)]
}

function bodyOf(step: Step, { cells }: ConsultationItem, said: Said) {
  const { party = '', person = '', reason = '', minutes = '' } = said
  if (step === 'correct') return { person, reason }
  if (step === 'reopen' || step === 'cancel') return { party, person, reason }
  if (step === 'enter') return { party, person, values: [enteredCell(cells, said)] }
  if (step !== 'agree') return { party, person }
  const values = agreedCells(cells, said)
  return { party, person, minutes, ...(values.length === 0 ? {} : { values }) }
}

/** What can be done about the consultation now. */
export const consultationActs = (now: ConsultationItem): readonly Act[] =>
  steps
    .filter((step) => now.allowed.includes(step))
    .map((step) => ({
      ...{ id: step, name: text(`productAct.${step}`), refresh: readProduct },
      fields: (said) => fieldsOf(step, now, said),
      send: async (said, key) => {
        spokenFor.value = said['party'] ?? spokenFor.value
        const path = `${consultationPath(now.date)}/${step}`
        await sendAct(path, { body: bodyOf(step, now, said), key, etag: now.etag })
        await readProduct()
      },
    }))
