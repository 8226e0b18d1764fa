import { z } from 'zod'
import type { Guidance } from '../domain/guidance.ts'
import { formatInstant } from '../domain/time.ts'
import type { ConsultationState } from './capabilities.ts'
import { entityTag } from './entity-tag.ts'
import { timeText } from './query-shapes.ts'

const whole = z.int().min(0)

/** What a party says of a cell. */
export const valueShape = {
  aqiLow: whole,
  aqiHigh: whole,
  primaryPollutants: z.array(z.string()).describe('factor codes; none up to an AQI of 50'),
  pm25Low: whole.nullable(),
  pm25High: whole.nullable(),
  o3Low: whole.nullable(),
  o3High: whole.nullable(),
  weather: z.string().nullable(),
}
const valueSchema = z.object(valueShape).nullable()
/** What the regional platform says of a cell. */
export const guidanceValueShape = z.object(valueShape).omit({ weather: true }).shape

export const consultationSchema = z.object({
  id: z.string().describe('of its workflow'),
  etag: z.string().describe('the entity tag, as If-Match takes it'),
  date: z.string(),
  state: z.enum(['drafted', 'agreed', 'closed', 'cancelled']),
  dueAt: timeText,
  corrects: z.int().nullable().describe('version that it corrects'),
  reason: z.string().nullable(),
  demonstration: z.boolean(),
  draft: z.object({ hash: z.string(), madeAt: timeText, standards: z.array(z.string()) }),
  guidance: z
    .object({ version: z.int(), receivedAt: timeText, hash: z.string() })
    .nullable()
    .describe('of the regional platform, where it has come'),
  parties: z.array(
    z.object({
      party: z.string(),
      name: z.object({ zh: z.string(), en: z.string() }),
      district: z.string(),
      signedBy: z.string().nullable(),
      signedAt: timeText.nullable(),
    }),
  ),
  agreement: z.object({ person: z.string(), at: timeText, minutes: z.string() }).nullable(),
  cells: z.array(
    z.object({
      area: z.string(),
      leadDay: z.int(),
      draft: valueSchema,
      guidance: z
        .object(guidanceValueShape)
        .nullable()
        .describe('what the regional platform says of the cell'),
      reason: z.string().nullable().describe('why the draft has no value'),
      basis: z.looseObject({}),
      said: z.record(z.string(), valueSchema).describe('by party, what it entered or accepted'),
      differs: z.array(z.string()).describe('fields in which the parties differ'),
      agreed: valueSchema,
    }),
  ),
  allowed: z.array(z.string()).describe('steps that can be taken now'),
})

/** A consultation as answered now. */
export function consultationView(state: ConsultationState): z.output<typeof consultationSchema> {
  const { workflow, subject, draft, consultation, guidance, parties, allowed } = state
  const { agreement, signatures, cells } = consultation
  const partyOf = (district: string) =>
    parties.find((one) => one.district === district)?.id ?? district
  return {
    id: workflow.id,
    etag: entityTag(workflow.n),
    date: subject.date,
    state: workflow.state as z.output<typeof consultationSchema>['state'],
    dueAt: formatInstant(subject.dueAt),
    corrects: subject.corrects,
    reason: subject.reason,
    demonstration: draft.demonstration,
    draft: {
      hash: draft.hash,
      madeAt: formatInstant(draft.madeAt),
      standards: [...draft.standards],
    },
    guidance: guidance && {
      version: guidance.version,
      receivedAt: formatInstant(guidance.receivedAt),
      hash: guidance.hash,
    },
    parties: parties.map(({ id, name, district }) => {
      const signature = signatures.find((one) => one.district === district)
      const signedAt = signature === undefined ? null : formatInstant(signature.at)
      return { party: id, name, district, signedBy: signature?.person ?? null, signedAt }
    }),
    agreement: agreement && { ...agreement, at: formatInstant(agreement.at) },
    cells: cells.map(({ area, leadDay, said, differs, agreed, draft: value }) => {
      const drafted = draft.cells.find((one) => one.area === area && one.leadDay === leadDay)
      return {
        area,
        leadDay,
        draft: copy(value),
        guidance: guidanceOf(guidance, area, leadDay),
        reason: drafted?.reason ?? null,
        basis: { ...drafted?.basis },
        said: Object.fromEntries(
          Object.entries(said).map(([district, one]) => [partyOf(district), copy(one)]),
        ),
        differs: [...differs],
        agreed: copy(agreed),
      }
    }),
    allowed: [...allowed],
  }
}

function guidanceOf(guidance: Guidance | null, area: string, leadDay: number) {
  const cell = guidance?.cells.find((one) => one.area === area && one.leadDay === leadDay)
  return cell === undefined ? null : { ...cell, primaryPollutants: [...cell.primaryPollutants] }
}

type Value = ConsultationState['consultation']['cells'][number]['agreed']
const copy = (value: Value) =>
  value && { ...value, primaryPollutants: [...value.primaryPollutants] }
