import type { Act, ActField, Said } from './act-form.tsx'
import { text } from './board.ts'
import { actorFields, byWhom, orNull, reasonField, sendAct, stepPath } from './case-acts.ts'
import { dataSets, readDataSets, readRequests } from './case-details.ts'
import type { RequestItem } from './wire-cases.ts'

const steps = ['grant', 'refuse', 'revoke', 'cancel'] as const
type RequestStep = (typeof steps)[number]

const line = (name: 'organisation' | 'purpose'): ActField => {
  return { name, label: text(`requestAct.${name}`), kind: name === 'purpose' ? 'long' : 'text' }
}

const granting = (): readonly ActField[] => [
  { name: 'until', label: text('requestAct.until'), kind: 'day', optional: true },
  { name: 'conditions', label: text('requestAct.conditions'), kind: 'long', optional: true },
]

function dataOf(step: RequestStep, said: Said) {
  if (step !== 'grant') return { reason: said['reason'] ?? '' }
  const [day, conditions] = [orNull(said, 'until'), orNull(said, 'conditions')]
  return {
    ...(day === null ? {} : { until: `${day}T23:59:59+08:00` }),
    ...(conditions === null ? {} : { conditions }),
  }
}

/** What can be done about a request now. */
export const requestActs = (item: RequestItem): readonly Act[] =>
  steps
    .filter((step) => item.allowed.includes(step))
    .map((step) => {
      const name = text(`requestAct.${step}`)
      const district = step === 'cancel' ? item.district : item.ownerDistrict
      return {
        ...{ id: `${step} ${item.id}`, name, title: `${name}${text('page.colon')}${item.name}` },
        fields: () => [
          ...actorFields(district),
          ...(step === 'grant' ? granting() : [reasonField()]),
        ],
        send: async (said, key) => {
          const body = { ...byWhom(said), data: dataOf(step, said) }
          await sendAct(stepPath(item.id, step), { body, key, etag: item.etag })
          await readRequests()
        },
        refresh: readRequests,
      }
    })

/** To ask for a data set that is shared on request. */
export const askForData = (): Act => ({
  ...{ id: 'ask', name: text('requestAct.ask'), load: readDataSets, refresh: readRequests },
  fields: () => [
    {
      ...{ name: 'dataSet', label: text('requestAct.dataSet'), kind: 'choice' },
      choices: dataSets.value.map(({ key, name }) => [key, name] as const),
    },
    ...[line('organisation'), line('purpose'), ...actorFields()],
  ],
  send: async (body, key) => {
    await sendAct('/data-requests', { body, key, etag: null })
    await readRequests()
  },
})
