/**
 * Wire shapes of the four files of a network folder. A leaf's error text is what was expected of
 * it (`number in [-90, 90]`); the loader adds file, place and what came. Fields that most entries
 * lack may be left out. Durations are ISO 8601 (`PT5M`).
 */
import { z } from 'zod'
import type {
  DistrictEntry,
  Network,
  Parameter,
  Range,
  River,
  Station,
  WaterBody,
} from '../domain/network.ts'
import { zoneArea } from '../domain/product.ts'
import { isKnownUnit } from '../domain/units.ts'
import { formatPeriod, parsePeriod } from '../domain/time.ts'

const certainties = ['sure', 'calculated', 'memory', 'design', 'synthetic'] as const
const media = ['water', 'air', 'hydrology'] as const
const stationKinds = ['river', 'lake', 'intake', 'hydrology', 'air'] as const
const forms = ['fixed', 'buoy', 'section', 'intake', 'gate', 'air'] as const
const targets = ['I', 'II', 'III', 'IV', 'V'] as const

const text = z.string({ error: 'text' }).min(1, { error: 'text that is not empty' })
const names = z.strictObject({ zh: text, en: text })
const certainty = z.enum(certainties)
const slug = z
  .string({ error: 'letters, digits, - and _' })
  .regex(/^[A-Za-z0-9_-]+$/, { error: 'letters, digits, - and _' })

function numberIn(low: number, high: number) {
  const error = `number in [${low}, ${high}]`
  return z.number({ error }).min(low, { error }).max(high, { error })
}
function wholeIn(low: number, high: number) {
  const error = `whole number in [${low}, ${high}]`
  return z.number({ error }).int({ error }).min(low, { error }).max(high, { error })
}
const above0 = z.number({ error: 'number above 0' }).positive({ error: 'number above 0' })
const bound = z.number({ error: 'number or null' }).nullable()

const range = z
  .tuple([bound, bound], { error: '[low, high]' })
  .refine(([low, high]) => low === null || high === null || low <= high, {
    error: '[low, high] in order',
  })
  .transform((bounds): Range => bounds)

const unit = z
  .string({ error: 'known unit' })
  .refine((spelling) => isKnownUnit(spelling), { error: 'known unit' })

/** A period of zero is a moment. */
const period = z
  .string({ error: 'period such as PT4H' })
  .refine((spelling) => parsePeriod(spelling) !== null, { error: 'period such as PT4H' })
  .transform((spelling) => formatPeriod(parsePeriod(spelling) ?? 0))

const durationMs = z
  .string({ error: 'duration such as PT5M' })
  .refine((spelling) => (parsePeriod(spelling) ?? 0) > 0, { error: 'duration such as PT5M' })
  .transform((spelling) => parsePeriod(spelling) ?? 0)

/** A period that takes time, in the one spelling. */
const averagingPeriod = durationMs.transform(formatPeriod)

/** `certainty` is that of code and unit; ranges are ours where domain knowledge has none. */
const parameter = z.strictObject({
  code: slug,
  alias: slug,
  otherNames: z.array(text).default([]),
  medium: z.enum(media),
  name: names,
  unit,
  decimals: z.strictObject({ hour: wholeIn(0, 10), assessment: wholeIn(0, 10) }),
  hardRange: range,
  softRange: range.nullable().default(null),
  hj212Unit: unit.nullable().default(null),
  scale: z.enum(['linear', 'log']).default('linear'),
  statistics: z.boolean({ error: 'true or false' }).default(true),
  context: z.boolean({ error: 'true or false' }).default(false),
  certainty,
})

/** Parameters that come with one cadence are named in one line. */
const parameterGroup = z.strictObject({ codes: z.array(slug), every: durationMs, period })

const keyPlace = 'QINGLIU_SM4_… (a variable of the environment) or the absolute path of a key file'

/** What is optional here is what the versions of HJ 212 leave open: a station's own custom. */
const hj212Source = z.strictObject({
  mn: slug,
  codes: z.record(text, slug),
  units: z.record(text, unit),
  flagDialect: z.enum(['hj212', 'national-water']),
  minutePeriod: averagingPeriod.nullable().default(null),
  hourPeriod: averagingPeriod.nullable().default(null),
  sm4KeyFrom: z
    .string({ error: keyPlace })
    .regex(/^(?:QINGLIU_SM4_[A-Z0-9_]+|\/.+)$/, { error: keyPlace })
    .nullable()
    .default(null),
  // Whether the checksum covers plain or ciphered text could not be confirmed in HJ 212-2025.
  crcOver: z.enum(['as-sent', 'plain']).default('as-sent'),
})

const station = z.strictObject({
  id: slug,
  name: names,
  kind: z.enum(stationKinds),
  form: z.enum(forms),
  waterBody: slug.nullable().default(null),
  district: slug,
  lat: numberIn(-90, 90),
  lon: numberIn(-180, 180),
  position: certainty,
  target: z.enum(targets).nullable().default(null),
  protectionZone: z.enum(['first', 'second']).nullable().default(null),
  chainageKm: numberIn(0, 10_000).nullable().default(null),
  parameters: z
    .array(parameterGroup)
    .transform((groups) =>
      groups.flatMap(({ codes, every, period }) =>
        codes.map((code) => ({ code, cadenceMs: every, period })),
      ),
    ),
  hj212: hj212Source.nullable().default(null),
  flowsTo: z
    .strictObject({ waterBody: slug, atKm: numberIn(0, 10_000) })
    .nullable()
    .default(null),
  usualClass: z
    .enum([...targets, 'V+'])
    .nullable()
    .default(null),
  note: text.nullable().default(null),
})

const river = z
  .strictObject({
    id: slug,
    name: names,
    course: names.nullable().default(null),
    lengthKm: above0,
    crossSectionM2: above0,
    crossSectionCertainty: certainty,
    flowStations: z.array(slug),
    flowMaxAge: durationMs,
    travelTimeSpread: numberIn(0, 0.95),
  })
  .transform(({ flowMaxAge, ...rest }) => ({ ...rest, flowMaxAgeMs: flowMaxAge }))

const waterBody = z.strictObject({ id: slug, name: names, kind: z.enum(['river', 'lake']) })

/** What a product calls the area of all of them: no district has that name. */
const districtId = slug.refine((id) => id !== zoneArea, {
  error: `another name than "${zoneArea}", which is all of them together`,
})

const district = z.strictObject({
  id: districtId,
  name: names,
  inZone: z.boolean({ error: 'true or false' }),
  regionCode: z.string({ error: 'six digits' }).regex(/^\d{6}$/, { error: 'six digits' }),
  regionCodeCertainty: certainty,
})

export const networkFileSchema = z.strictObject({
  name: names,
  districts: z.array(district).min(1, { error: 'at least one district' }),
  waterBodies: z.array(waterBody),
}) satisfies z.ZodType<{
  name: Network['name']
  districts: DistrictEntry[]
  waterBodies: WaterBody[]
}>
export const stationsFileSchema = z.array(station) satisfies z.ZodType<Station[]>
export const riversFileSchema = z.array(river) satisfies z.ZodType<River[]>
export const parametersFileSchema = z.array(parameter) satisfies z.ZodType<Parameter[]>
