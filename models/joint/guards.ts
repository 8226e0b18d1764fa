import type { Channel, Strangeness } from './channel.ts'

/**
 * Guards raise the limit of one column for what it does out of habit. They fall back by half in the
 * days in which it may give one false alarm, and are taught by
 *
 *     jumps          each that passes the limit, and of a lone column each single far reading:
 *                    spikes that come again and again; of several columns the others learn too,
 *                    since what makes one jump (a valve, a visit) makes the next one jump as well
 *     long stays     of one column while all others keep their place: a pump, a valve, a new usual
 *     repeated stays of a lone column, of which nothing else could tell that they are events
 *     labels         of a history: stays that are events, and stays that are none
 */
const jumpStep = 3
/** So much for the columns beside one that jumped. */
const besideStep = 1.5
/** A lone column's jump beyond the guard is told however often such jumps come. */
const jumpMostAlone = 5
const jumpMost = 1000
const heldMost = 30
const labelStep = 1.05
const labelledFrom = 0.9
const lonelyStep = 1.5
const longStayStep = 2
/** Rows after which a stay is long, and again after as many more. */
const longStayRows = 30
/** Another column this near its limit stays with it. */
const stayingFrom = 0.5

/** What is known of the row when its guards learn. */
export type GuardContext = {
  readonly limit: number
  /** Factor by which what exceeds 1 falls since the row before. */
  readonly fade: number
  /** Rows for which the alarm has stood without a break, this one included. */
  readonly standing: number
  readonly label: boolean | undefined
}

export function learnGuards(
  channels: readonly Channel[],
  seen: readonly (Strangeness | null)[],
  context: GuardContext,
): void {
  const { limit, fade, label } = context
  const alone = channels.length === 1
  const stayed = label === undefined ? longStay(seen, context) : -1
  const anyJumps = !alone && seen.some((one) => one !== null && one.jump > limit)
  channels.forEach((channel, i) => {
    const one = seen[i] ?? null
    channel.jumpGuard = 1 + (channel.jumpGuard - 1) * fade
    if (label === undefined) channel.heldGuard = 1 + (channel.heldGuard - 1) * fade
    if (one === null) return
    const jumps = one.jump > limit || (alone && one.outlying > limit)
    const jumpBy = jumps ? jumpStep : anyJumps ? besideStep : 1
    channel.jumpGuard = Math.min(channel.jumpGuard * jumpBy, alone ? jumpMostAlone : jumpMost)
    const step = heldStep(one, context, alone, stayed === i)
    channel.heldGuard = Math.min(Math.max(channel.heldGuard * step, 1), heldMost)
  })
}

function heldStep(
  one: Strangeness,
  { limit, standing, label }: GuardContext,
  alone: boolean,
  stayed: boolean,
): number {
  if (label !== undefined) {
    if (one.held < labelledFrom * limit) return 1
    return label ? 1 / labelStep : labelStep
  }
  if (alone) return standing === 1 && one.held > limit ? lonelyStep : 1
  return stayed ? longStayStep : 1
}

/** The one column that has stayed away for long while the others kept their place, or -1. */
function longStay(
  seen: readonly (Strangeness | null)[],
  { limit, standing }: GuardContext,
): number {
  if (standing === 0 || standing % longStayRows !== 0) return -1
  const away = seen.flatMap((one, i) =>
    one !== null && one.held >= stayingFrom * limit ? [i] : [],
  )
  return away.length === 1 && seen[away[0]!]!.held >= limit ? away[0]! : -1
}
