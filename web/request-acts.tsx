import { signal } from '@preact/signals'
import { ActForm, type ActField, type Said } from './act-form.tsx'
import { text } from './board.ts'
import { actorFields, orNull, reasonField, sendAct, stepPath } from './case-acts.ts'
import { dataRequests, readEntries, readRequests, type EntryName } from './case-details.ts'
import type { RequestItem } from './wire-cases.ts'

const requestActs = ['grant', 'refuse', 'revoke', 'cancel'] as const
type RequestAct = (typeof requestActs)[number]

/** What is about to be done: a step of a request, or a new one, with what can be asked for. */
const chosen = signal<
  | { readonly act: RequestAct; readonly id: string }
  | { readonly act: 'ask'; readonly dataSets: readonly EntryName[] }
  | null
>(null)
const close = () => (chosen.value = null)

/** What can be done about a request now, as buttons. */
export function RequestButtons({ item: { id, allowed } }: { readonly item: RequestItem }) {
  return (
    <div class="acts">
      {requestActs
        .filter((act) => allowed.includes(act))
        .map((act) => (
          <button type="button" key={act} onClick={() => (chosen.value = { act, id })}>
            {text(`requestAct.${act}`)}
          </button>
        ))}
    </div>
  )
}

const line = (name: 'organisation' | 'purpose'): ActField => {
  return { name, label: text(`requestAct.${name}`), kind: name === 'purpose' ? 'long' : 'text' }
}

const granting = (): readonly ActField[] => [
  { name: 'until', label: text('requestAct.until'), kind: 'day', optional: true },
  { name: 'conditions', label: text('requestAct.conditions'), kind: 'long', optional: true },
]

function dataOf(act: RequestAct, said: Said) {
  if (act !== 'grant') return { reason: said['reason'] ?? '' }
  const [day, conditions] = [orNull(said, 'until'), orNull(said, 'conditions')]
  return {
    ...(day === null ? {} : { until: `${day}T23:59:59+08:00` }),
    ...(conditions === null ? {} : { conditions }),
  }
}

function Deciding({ act, item }: { readonly act: RequestAct; readonly item: RequestItem }) {
  const district = act === 'cancel' ? item.district : item.ownerDistrict
  return (
    <ActForm
      name={`${text(`requestAct.${act}`)}: ${item.name}`}
      fields={() => [...actorFields(district), ...(act === 'grant' ? granting() : [reasonField()])]}
      send={async (said, key) => {
        const by = { person: said['person'] ?? '', district: said['district'] ?? '' }
        const body = { ...by, data: dataOf(act, said) }
        await sendAct(stepPath(item.id, act), { body, key, etag: item.etag })
        await readRequests()
      }}
      refresh={readRequests}
      close={close}
    />
  )
}

function Asking({ dataSets }: { readonly dataSets: readonly EntryName[] }) {
  return (
    <ActForm
      name={text('requestAct.ask')}
      fields={() => [
        {
          ...{ name: 'dataSet', label: text('requestAct.dataSet'), kind: 'choice' },
          choices: dataSets.map(({ key, name }) => [key, name] as const),
        },
        ...[line('organisation'), line('purpose'), ...actorFields()],
      ]}
      send={async (body, key) => {
        await sendAct('/data-requests', { body, key, etag: null })
        await readRequests()
      }}
      refresh={readRequests}
      close={close}
    />
  )
}

async function beginAsking(): Promise<void> {
  const query = '&where=sharing:on-request'
  chosen.value = { act: 'ask', dataSets: await readEntries('data-sets', 'nameZh', query) }
}

/** What a person does about requests: asks, or decides one that was chosen. */
export function RequestActs() {
  const now = chosen.value
  if (now?.act === 'ask') return <Asking dataSets={now.dataSets} />
  const item = dataRequests.value.find(({ id }) => id === now?.id)
  if (now !== null && item?.allowed.includes(now.act) === true)
    return <Deciding key={`${now.act} ${now.id}`} act={now.act} item={item} />
  return (
    <div class="acts">
      <button type="button" onClick={() => void beginAsking()}>
        {text('requestAct.ask')}
      </button>
    </div>
  )
}
