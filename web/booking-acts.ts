import { dayMs } from '../src/domain/time.ts'
import type { Act, ActField, Said } from './act-form.tsx'
import { language, placeName, stationName, text, word } from './board.ts'
import { openCases, readToBook, resources } from './bookings.ts'
import { actorFields, byWhom, reasonField, sendAct, stepPath } from './case-acts.ts'
import { readCasework } from './casework.ts'
import { timeOf } from './casework-time.ts'
import { agedAt } from './clock.ts'
import { beijingInput, beijingInstant } from './format.ts'
import type { CaseItem } from './wire-cases.ts'
import type { BookingEntry } from './wire.ts'

const steps = ['order', 'confirm', 'refuse', 'extend', 'return'] as const
type BookingStep = (typeof steps)[number]

const resourceOf = (id: string) => resources.value.find((one) => one.id === id)

/** A resource by its name; one of the demonstration says so. */
export function resourceName(id: string): string {
  const known = resourceOf(id)
  const name = known?.name[language.value] ?? id
  return known?.certainty === 'synthetic' ? text('bookingAct.synthetic', { name }) : name
}

function caseName({ kind, station, siteDistrict, exercise, openedAt }: CaseItem): string {
  const place = station === null ? placeName('district', siteDistrict ?? '') : stationName(station)
  const drill = exercise ? text('casework.drillMark') : ''
  return `${word('workflow', kind)} · ${place} · ${timeOf(openedAt)}${drill}`
}

const timeField = (name: 'from' | 'to' | 'until', value: string): ActField => {
  return { name, label: text(`bookingAct.${name}`), kind: 'time', value }
}

/** Whose resource it is confirms, refuses and extends; who asked has it, and gives it back. */
function fieldsOf(step: BookingStep, { district, resource, to }: BookingEntry) {
  const isAskers = step === 'order' || step === 'return'
  return [
    ...actorFields(isAskers ? district : (resourceOf(resource)?.district ?? null)),
    ...(step === 'refuse' ? [reasonField()] : []),
    ...(step === 'extend' ? [timeField('until', beijingInput(Date.parse(to)))] : []),
  ]
}

function dataOf(step: BookingStep, said: Said) {
  if (step === 'refuse') return { reason: said['reason'] ?? '' }
  return step === 'extend' ? { until: beijingInstant(said['until'] ?? '') } : {}
}

/** What can be done about a booking now. */
export const bookingActs = (booking: BookingEntry): readonly Act[] =>
  steps
    .filter((step) => booking.allowed.includes(step))
    .map((step) => {
      const name = text(`bookingAct.${step}`)
      return {
        ...{ id: `${step} ${booking.id}`, name, refresh: readCasework },
        title: `${name}${text('page.colon')}${resourceName(booking.resource)}`,
        fields: () => fieldsOf(step, booking),
        send: async (said, key) => {
          const body = { ...byWhom(said), data: dataOf(step, said) }
          await sendAct(stepPath(booking.id, step), { body, key, etag: booking.etag })
          await readCasework()
        },
      }
    })

/** To book a resource for a case; one of another district is asked for. */
export const bookResource = (): Act => ({
  ...{ id: 'book', name: text('bookingAct.book'), load: readToBook, refresh: readToBook },
  fields: () => [
    {
      ...{ name: 'workflow', label: text('bookingAct.case'), kind: 'choice' },
      choices: openCases.value.map((one) => [one.id, caseName(one)] as const),
    },
    {
      ...{ name: 'resource', label: text('casework.resource'), kind: 'choice' },
      choices: resources.value.map(({ id, district, free }) => {
        const state = free ? '' : ` (${text('bookingAct.taken')})`
        return [id, `${resourceName(id)}, ${placeName('district', district)}${state}`] as const
      }),
    },
    timeField('from', beijingInput(agedAt.value)),
    timeField('to', beijingInput(agedAt.value + dayMs)),
    ...actorFields(),
  ],
  send: async ({ workflow = '', resource = '', from = '', to = '', ...said }, key) => {
    const span = { from: beijingInstant(from), to: beijingInstant(to) }
    const body = { ...byWhom(said), workflow, resource, ...span }
    await sendAct('/bookings', { body, key, etag: null })
    await readCasework()
  },
})
