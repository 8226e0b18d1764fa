/**
 * How far a lone column has gone with an alarm, so that the alarm stands while the departure does.
 * What has come so far is soon usual to a short past, and raises the guards (`guards.ts`): both are
 * for the next departure, and tell nothing of the one at hand.
 *
 *     none → stands   with the first row of an alarm: from the level, if its reading is far from it,
 *                     or by a jump away from it, from the reading before
 *     stands → none   with a reading nearer to where it departed from than to where the alarm came,
 *                     or after so many rows that it is the new usual
 *
 * Rows without a number change nothing.
 */
export type Departure = {
  /** The level when it began, or the reading before, and the reading that began it. */
  readonly from: number
  readonly to: number
  /** Rows that it has stood for. */
  readonly rows: number
}

/** What has stood for so many rows is the new usual. */
export const standingMax = 120

/** Whether a reading in a later row still stands off. */
export function standsOff({ from, to, rows }: Departure, value: number): boolean {
  return rows < standingMax && (value - from) / (to - from) >= 0.5
}
