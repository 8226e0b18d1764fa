import { z } from 'zod'
import { warningColours } from '../domain/event.ts'
import {
  airAveragings,
  bloomMeasures,
  bloomPlaces,
  gradeChanges,
  trophicFactors,
  waterClasses,
  type ClassLimits,
} from '../domain/standards.ts'

const certainty = z.enum(['sure', 'calculated', 'memory', 'design', 'synthetic'])
const text = z.string().min(1)
const names = z.strictObject({ zh: text, en: text })
const share = z.number().min(0).max(1)
const count = z.int().min(1)
const limit = z.number().min(0)

/** Each entry follows the one before it. */
const inOrder = (numbers: readonly number[], follows: (next: number, prior: number) => boolean) =>
  numbers.every((next, at) => at === 0 || follows(next, numbers[at - 1] ?? NaN))
const ascending = z
  .array(limit)
  .min(2)
  .refine((points) => inOrder(points, (next, prior) => next > prior), 'strictly rising numbers')

const dated = {
  id: text,
  name: names,
  effectiveFrom: z.iso.date(),
  effectiveTo: z.iso.date().nullable(),
  certainty,
  source: text,
}

const classLimits: z.ZodType<ClassLimits> = z.tuple([limit, limit, limit, limit, limit])
const byKind = z.strictObject({ river: classLimits.nullable(), lake: classLimits.nullable() })
const limitsInOrder = (
  limits: z.infer<typeof byKind>,
  follows: (next: number, prior: number) => boolean,
) => [limits.river, limits.lake].every((one) => one === null || inOrder(one, follows))

const factorWords = {
  code: text,
  name: names,
  unit: text,
  role: z.enum(['assessed', 'beside', 'not-assessed']),
  first: z.boolean(),
  multiple: z.boolean(),
  mean: z.enum(['arithmetic', 'hydrogen-activity']),
  certainty,
}
const factor = z.discriminatedUnion('direction', [
  z.strictObject({
    ...factorWords,
    direction: z.literal('at-most'),
    limits: byKind.refine(
      (limits) => limitsInOrder(limits, (next, prior) => next >= prior),
      'limits that do not fall from class I to V',
    ),
  }),
  z.strictObject({
    ...factorWords,
    direction: z.literal('at-least'),
    limits: byKind.refine(
      (limits) => limitsInOrder(limits, (next, prior) => next <= prior),
      'limits that do not rise from class I to V',
    ),
  }),
  z.strictObject({
    ...factorWords,
    direction: z.literal('within'),
    range: z.tuple([z.number(), z.number()]).refine(([low, high]) => low < high, 'low below high'),
  }),
])

const waterClass = z.enum(waterClasses)
const shareRule = z.strictObject({
  grade: z.int().min(0),
  goodAtLeast: share.nullable(),
  worstBelow: share.nullable(),
})

const surfaceWater = z.strictObject({
  kind: z.literal('surface-water'),
  ...dated,
  factors: z.array(factor).min(1),
  sourceLimits: z.array(
    z.strictObject({
      code: text,
      name: names,
      unit: text,
      limit,
      table: z.union([z.literal(2), z.literal(3)]),
      certainty,
    }),
  ),
  oxygenSaturation: z.strictObject({
    enabled: z.boolean(),
    oxygen: text,
    temperature: text,
    numerator: z.number().positive(),
    offset: z.number().positive(),
    bestClassShare: share,
    certainty,
  }),
  grades: z
    .array(z.strictObject({ classes: z.array(waterClass).min(1), word: names, colour: text }))
    .refine(
      (grades) => grades.flatMap((grade) => grade.classes).join() === waterClasses.join(),
      `grades that share out ${waterClasses.join(', ')} in order`,
    ),
  assessment: z.strictObject({
    exceedanceAbove: waterClass,
    mainIndicatorsMax: count,
    shareSectionsMin: count,
    shareRules: z
      .array(shareRule)
      .refine(
        (rules) => rules.at(-1)?.goodAtLeast === null && rules.at(-1)?.worstBelow === null,
        'a last rule without conditions',
      ),
    change: z.record(z.enum(gradeChanges), names),
    certainty,
    source: text,
  }),
})

const airQuality = z.strictObject({
  kind: z.literal('air-quality'),
  ...dated,
  limits: z
    .array(
      z.strictObject({
        code: text,
        averaging: z.enum(airAveragings),
        unit: text,
        classI: limit,
        classII: limit,
      }),
    )
    .min(1),
  validity: z.strictObject({
    hourMinutesMin: count,
    dayHoursMin: count,
    eightHoursMin: count,
    monthDaysMin: count,
    februaryDaysMin: count,
    yearDaysMin: count,
  }),
})

const column = z.strictObject({
  points: ascending,
  above: z.enum(['last', 'other-column']),
  certainty,
})
const colourPart = z.int().min(0).max(255)

const aqi = z
  .strictObject({
    kind: z.literal('aqi'),
    ...dated,
    scale: ascending,
    pollutants: z
      .array(
        z.strictObject({
          code: text,
          name: names,
          unit: text,
          decimals: z.int().min(0),
          day: column,
          hour: column.nullable(),
          sensitiveGroups: z.array(names),
        }),
      )
      .min(1),
    levels: z
      .array(
        z.strictObject({
          level: count,
          upTo: limit.nullable(),
          numeral: text,
          word: names,
          colour: text,
          rgb: z.tuple([colourPart, colourPart, colourPart]),
          advice: text,
          adviceCertainty: certainty,
        }),
      )
      .refine((levels) => levels.at(-1)?.upTo === null, 'a last level without upper end'),
    realTimeParticles: z.enum(['hour', 'day-mean']),
    primaryAbove: limit,
    partialAbove: limit,
    sensitiveAbove: limit,
    ozoneDay: z.strictObject({
      windowHours: count,
      windowValuesMin: count,
      firstEnd: count,
      lastEnd: z.int().max(24),
      windowsMin: count,
      limit,
      decimals: z.int().min(0),
      certainty,
      source: text,
    }),
  })
  .refine(
    ({ scale, pollutants }) =>
      pollutants.every(({ day, hour }) =>
        [day, hour].every((one) => one === null || one.points.length <= scale.length),
      ),
    { error: 'no more breakpoints than the scale has entries', path: ['pollutants'] },
  )

const tli = z.strictObject({
  kind: z.literal('tli'),
  ...dated,
  terms: z
    .array(
      z.strictObject({
        factor: z.enum(trophicFactors),
        unit: text,
        intercept: z.number(),
        slope: z.number(),
        correlation: z.number().min(-1).max(1),
      }),
    )
    .min(1),
  bands: z
    .array(
      z.strictObject({
        word: names,
        upTo: z.number().nullable(),
        upToIncluded: z.boolean(),
        colour: text,
      }),
    )
    .refine((bands) => bands.at(-1)?.upTo === null, 'a last band without upper end'),
})

const bloom = z.strictObject({
  kind: z.literal('bloom'),
  ...dated,
  grades: z
    .array(
      z.strictObject({
        grade: z.enum(['I', 'II', 'III', 'IV', 'V']),
        word: names,
        densityFromCellsL: limit,
        chlaFromUgL: limit,
        areaShareFrom: share,
        areaShareFromIncluded: z.boolean(),
        colour: text,
      }),
    )
    .min(1),
  chlaCertainty: certainty,
  areaCertainty: certainty,
  noBloomShareAbove: share,
  gradeShareMin: share,
})

const condition = z.strictObject({
  measure: z.enum(bloomMeasures),
  relation: z.enum(['above', 'at-least']),
  limit,
})
const bloomTiers = z.strictObject({
  kind: z.literal('bloom-tiers'),
  ...dated,
  tiers: z
    .array(
      z.strictObject({
        place: z.enum(bloomPlaces),
        colour: z.enum(warningColours),
        allOf: z.array(condition).min(1),
        certainty,
      }),
    )
    .min(1),
})

/** One file of the standards' folder; `kind` says which table it is. */
export const standardFile = z.discriminatedUnion('kind', [
  surfaceWater,
  airQuality,
  aqi,
  tli,
  bloom,
  bloomTiers,
])
export type StandardFile = z.infer<typeof standardFile>
