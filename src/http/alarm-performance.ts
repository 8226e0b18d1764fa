import { z } from 'zod'
import { performanceSpanMaxDays, type AlertPerformance } from '../domain/alert-performance.ts'
import { dayMs, formatInstant, secondMs, type Instant } from '../domain/time.ts'
import type { Api, ApiContext } from './api-context.ts'
import { Problem, problemResponses } from './problems.ts'
import { exerciseAsked, exerciseShape, instantSchema, timeText } from './query-shapes.ts'

const count = z.int().min(0)
const share = z.number().min(0).max(1)
const duration = z.number().nullable()

const performanceSchema = z.object({
  from: timeText,
  to: timeText,
  operators: count.describe('as QINGLIU_OPERATORS says'),
  exercise: z.boolean().describe('of exercises alone, or of all else alone'),
  calls: count.describe('for attention: raised, fired again, worse, back in sight by itself'),
  perOperatorPer10Min: z.object({ mean: z.number(), highest: z.number() }),
  floodShare: share.describe('of the time, in tens of minutes with more than ten calls a head'),
  standing: count.describe('open for more than 24 h at the end, hidden ones included'),
  standingHidden: count,
  chattering: count.describe('alerts that shelved themselves for coming and going'),
  mostFrequent: z.array(z.object({ rule: z.string(), station: z.string(), calls: count, share })),
  colours: z
    .object({ blue: count, yellow: count, orange: count, red: count, none: count })
    .describe('calls by colour'),
  timeToAcknowledge: z
    .object({ count, median: duration, p90: duration })
    .describe('s, from opening to the first act of a person'),
  unacknowledged: count.describe('open and still new at the end'),
})

const querySchema = z.object({
  from: instantSchema.optional().describe('a day before `to` where it is not said'),
  to: instantSchema.optional().describe('exclusive; now where it is not said'),
  ...exerciseShape,
})

/** `system/alarm-performance`: how the alerts have called on people. */
export function registerAlarmPerformance(api: Api, { capabilities }: ApiContext): void {
  api.get(
    '/system/alarm-performance',
    {
      schema: {
        summary: 'Figures of the alarm system by EEMUA 191',
        querystring: querySchema,
        response: { 200: performanceSchema, ...problemResponses },
      },
    },
    async (request) => {
      const to = request.query.to ?? capabilities.clock.now()
      const from = request.query.from ?? to - dayMs
      const span = checkedSpan(from, to)
      const exercise = exerciseAsked(request.query)
      return performanceView(await capabilities.alarmPerformance(...span, exercise))
    },
  )
}

function checkedSpan(from: Instant, to: Instant): [Instant, Instant] {
  if (from < to && to - from <= performanceSpanMaxDays * dayMs) return [from, to]
  const came = `${formatInstant(from)} to ${formatInstant(to)}`
  const expected = `from before to, at most ${performanceSpanMaxDays} days`
  throw new Problem('bad-query', `from, to: expected ${expected}, got ${came}`)
}

const seconds = (ms: number | null) => (ms === null ? null : ms / secondMs)

function performanceView(figures: AlertPerformance): z.output<typeof performanceSchema> {
  const { operators, exercise, calls, floodShare, standing, standingHidden, chattering } = figures
  return {
    from: formatInstant(figures.from),
    to: formatInstant(figures.to),
    ...{ operators, exercise, calls, floodShare, standing, standingHidden, chattering },
    perOperatorPer10Min: { mean: figures.meanPer10Min, highest: figures.highestPer10Min },
    mostFrequent: [...figures.mostFrequent],
    colours: figures.colours,
    timeToAcknowledge: {
      count: figures.acknowledged,
      median: seconds(figures.acknowledgeMedianMs),
      p90: seconds(figures.acknowledgeP90Ms),
    },
    unacknowledged: figures.unacknowledged,
  }
}
