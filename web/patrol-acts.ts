import { signal } from '@preact/signals'
import type { Act, ActField, Said } from './act-form.tsx'
import { placeName, text, word, zone } from './board.ts'
import { actorFields, byWhom, orNull, sendAct, stepPath } from './case-acts.ts'
import { readPatrols } from './case-details.ts'
import { keepAttachment } from './client.ts'
import { beijingInstant } from './format.ts'
import type { PatrolItem } from './wire-cases.ts'

/** A leader from another district, then the eight steps on site (八步法). */
export const walk = [
  ...['assign-leader', 'sign-in', 'show-credentials', 'verify-identity', 'inspect'],
  ...['take-statement', 'print-and-sign', 'archive', 'complete'],
] as const

/** Where the device says it is; nothing until it does, or where it may not be asked. */
const here = signal<GeolocationCoordinates | null>(null)

function locate(): Promise<void> {
  const found = ({ coords }: GeolocationPosition) => (here.value = coords)
  const unknown = () => undefined
  navigator.geolocation?.getCurrentPosition(found, unknown, { enableHighAccuracy: true })
  return Promise.resolve()
}

function degrees(name: 'latitude' | 'longitude'): ActField {
  const value = here.value?.[name].toFixed(5) ?? ''
  return { name, label: text(`patrolAct.${name}`), kind: 'number', value }
}

const leaderFields = ({ siteDistrict }: PatrolItem): readonly ActField[] => [
  { name: 'leader', label: text('patrol.leader'), kind: 'text' },
  {
    ...{ name: 'leaderDistrict', label: text('patrolAct.leaderDistrict'), kind: 'choice' },
    choices: zone.value
      .filter((id) => id !== siteDistrict)
      .map((id) => [id, placeName('district', id)] as const),
  },
]

const siteFields = (id: string): readonly ActField[] => [
  ...[degrees('latitude'), degrees('longitude')],
  { name: 'time', label: text('patrolAct.time'), kind: 'time', optional: true },
  { name: 'note', label: text('patrolAct.note'), kind: 'long', optional: true },
  {
    ...{ name: 'proof', label: text('patrolAct.proof'), kind: 'file', optional: true },
    keep: (file) => keepAttachment(id, file),
  },
]

/** What is sent of a step on site; without a time it is taken now, by the engine's clock. */
export function siteBody(said: Said) {
  const [time, note, proof] = [orNull(said, 'time'), orNull(said, 'note'), orNull(said, 'proof')]
  return {
    ...byWhom(said),
    place: { lat: Number(said['latitude']), lon: Number(said['longitude']) },
    ...(time === null ? {} : { at: beijingInstant(time) }),
    data: note === null ? {} : { note },
    attachments: proof === null ? [] : [{ sha256: proof }],
  }
}

function leaderBody(said: Said) {
  const { leader = '', leaderDistrict = '' } = said
  return { ...byWhom(said), data: { leader, leaderDistrict } }
}

/** The step of the walk that is next, as what can be done about a patrol now. */
export const patrolActs = (patrol: PatrolItem): readonly Act[] =>
  walk
    .filter((step) => patrol.allowed.includes(step))
    .map((step) => {
      const leads = step === 'assign-leader'
      return {
        ...{ id: step, name: word('step', step), version: patrol.etag, refresh: readPatrols },
        ...(!leads && { load: locate }),
        fields: () => [...actorFields(), ...(leads ? leaderFields(patrol) : siteFields(patrol.id))],
        send: async (said, key) => {
          const body = leads ? leaderBody(said) : siteBody(said)
          await sendAct(stepPath(patrol.id, step), { body, key, etag: patrol.etag })
          await readPatrols()
        },
      }
    })
