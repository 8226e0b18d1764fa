/** Probability that a bloom begins within so many days. */
export type Outlook = Readonly<Record<'in3Days' | 'in7Days' | 'in14Days', number>>

/** Days between two approaches to a bloom: one in a year. Ours, until a lake's own record says more. */
const approachDays = 365
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

/**
 * Calm → approaching → bloom, each with a constant rate: how probable a bloom is within 3, 7 and 14
 * days.
 *
 * @param ratio        Shiryaev–Roberts statistic, >= 0, in days
 * @param temperature  °C, null: that at which the lead is known
 */
export function outlookOf(ratio: number, temperature: number | null): Outlook {
  const odds = ratio / approachDays
  const approaching = odds / (1 + odds)
  const warmth = (temperature ?? usualTemperature) - usualTemperature
  const rate = Math.exp(growthPerDegree * warmth) / leadDays
  const within = (days: number) => {
    const arrived = 1 - Math.exp(-rate * days)
    const fromCalm = (days - arrived / rate) / approachDays
    return bloomShare * (approaching * arrived + (1 - approaching) * fromCalm)
  }
  return { in3Days: within(3), in7Days: within(7), in14Days: within(14) }
}
