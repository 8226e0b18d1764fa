/** Probability that a bloom begins within so many days, and what 80 % of the trust make of it. */
export type Likelihood = {
  readonly probability: number
  readonly low80: number
  readonly high80: number
}

export type Outlook = Readonly<Record<'in3Days' | 'in7Days' | 'in14Days', Likelihood>>

/** What the index and the lake's record say before they are weighed against each other. */
export type Signs = {
  /** Shiryaev–Roberts statistic, >= 0, in days. */
  readonly ratio: number
  /** °C; null: that at which the lead is known. */
  readonly temperature: number | null
  /** Of the lake, in a usual year. */
  readonly bloomsPerYear: number
}

/** Share of the index's word in what is told, 0 … 1, and where 80 % of its posterior lie. */
export type Trust = { readonly trust: number; readonly low80: number; readonly high80: number }

/**
 * Days from the first sign to the bloom at 20 °C, on average, and the share of approaches that end
 * in one.
 *
 * @source Wilkinson et al. (2018): signs 1 to 57 days before the peak, blooms in 5 of 6 lake-years
 */
const leadDays = 29
const bloomShare = 5 / 6
/** Growth by warmth. @source Eppley (1972), Fish. Bull. 70, 1063–1085: e^0.0633 a degree */
const growthPerDegree = 0.0633
const usualTemperature = 20
const daysPerYear = 365

/** Share of moments after which a bloom begins within so many days, by the lake's record alone. */
export function usualWithin(days: number, bloomsPerYear: number): number {
  return 1 - Math.exp((-bloomsPerYear * days) / daysPerYear)
}

/**
 * The index's own word, before calibration: calm → approaching → bloom, each with a constant rate.
 *
 * @returns 0 … 1, growing with `days` and with the ratio
 */
export function saidWithin(days: number, { ratio, temperature, bloomsPerYear }: Signs): number {
  const approachesPerDay = bloomsPerYear / bloomShare / daysPerYear
  const odds = ratio * approachesPerDay
  const approaching = odds / (1 + odds)
  const warmth = (temperature ?? usualTemperature) - usualTemperature
  const rate = Math.exp(growthPerDegree * warmth) / leadDays
  const arrived = 1 - Math.exp(-rate * days)
  const fromCalm = 1 - Math.exp(-(days - arrived / rate) * approachesPerDay)
  return bloomShare * (approaching * arrived + (1 - approaching) * fromCalm)
}

/**
 * How probable a bloom is within 3, 7 and 14 days: the index's word and the lake's usual rate,
 * pooled by the trust that lake-years with known ends have given the index. Growing with the days
 * and with the ratio, whatever the trust.
 *
 * @example a trust of 0, one bloom a year // in14Days.probability => 0.038, whatever the ratio
 */
export function outlookOf(signs: Signs, { trust, low80, high80 }: Trust): Outlook {
  const within = (days: number): Likelihood => {
    const usual = usualWithin(days, signs.bloomsPerYear)
    const said = saidWithin(days, signs)
    const [probability, ...ends] = [trust, low80, high80].map((one) => usual + one * (said - usual))
    return { probability: probability!, low80: Math.min(...ends), high80: Math.max(...ends) }
  }
  return { in3Days: within(3), in7Days: within(7), in14Days: within(14) }
}
