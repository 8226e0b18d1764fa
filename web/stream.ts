import { colourRank, warningColours } from '../src/domain/event.ts'
import type { AlertItem, Frame, NumberedFrame, WorkflowItem } from './wire.ts'

/**
 * What the page knows of the change log, folded from the stream. Phases:
 *
 * - `connecting`: no hello yet; leaves with the hello.
 * - `loading`: the open alerts are being read; changes that come meanwhile are held, then applied.
 * - `live`: every matching change up to `coveredN` has been applied.
 * - `reconnecting`: the socket is gone; comes back with `since=coveredN`.
 * - `gap`: a change is missing; everything is read again, beginning with a hello.
 */
export type StreamState = {
  readonly phase: 'connecting' | 'loading' | 'live' | 'reconnecting' | 'gap'
  /** All matching changes up to this number are applied; null before the first hello. */
  readonly coveredN: number | null
  readonly alerts: ReadonlyMap<string, AlertItem>
  readonly workflows: ReadonlyMap<string, WorkflowItem>
  /** Subjects whose frame told less than everything: to be read again. */
  readonly staleAlerts: ReadonlySet<string>
  readonly staleWorkflows: ReadonlySet<string>
  readonly held: readonly NumberedFrame[]
}

/** Changes held while the list is read: some seconds of a burst; more means starting over. */
export const heldFramesMax = 1_000

export const emptyStream: StreamState = {
  phase: 'connecting',
  coveredN: null,
  alerts: new Map(),
  workflows: new Map(),
  staleAlerts: new Set(),
  staleWorkflows: new Set(),
  held: [],
}

/** Open as the contract means it: not closed, and past pending. */
function isOpen(alert: Pick<AlertItem, 'attention' | 'condition'>): boolean {
  return alert.attention !== 'closed' && alert.condition !== 'pending'
}

function byId<T extends { readonly id: string }>(items: readonly T[]): ReadonlyMap<string, T> {
  return new Map(items.map((item) => [item.id, item]))
}

function without(ids: ReadonlySet<string>, id: string): ReadonlySet<string> {
  return new Set([...ids].filter((other) => other !== id))
}

/** Puts an alert as the engine answered it; one that is no longer open leaves. */
export function putAlert(state: StreamState, alert: AlertItem): StreamState {
  const alerts = new Map(state.alerts)
  if (isOpen(alert)) alerts.set(alert.id, alert)
  else alerts.delete(alert.id)
  return { ...state, alerts }
}

export function putWorkflow(state: StreamState, workflow: WorkflowItem): StreamState {
  return { ...state, workflows: new Map(state.workflows).set(workflow.id, workflow) }
}

/** An alert could not be read again; it is still to be. */
export function markStale(state: StreamState, id: string): StreamState {
  return { ...state, staleAlerts: new Set(state.staleAlerts).add(id) }
}

/** A subject is about to be read again; a change that comes meanwhile makes it stale anew. */
export function takeStale(state: StreamState, id: string): StreamState {
  const staleAlerts = without(state.staleAlerts, id)
  return { ...state, staleAlerts, staleWorkflows: without(state.staleWorkflows, id) }
}

const oneOf = <T extends string>(values: readonly T[], value: unknown): T | undefined =>
  values.find((known) => known === value)

/** The alert with what the frame tells of its state; all else waits for the reading again. */
function mergeChange(alert: AlertItem, told: NumberedFrame['data']): AlertItem {
  const colour = told['colour'] === null ? null : oneOf(warningColours, told['colour'])
  return {
    ...alert,
    colour: colour === undefined ? alert.colour : colour,
    condition: oneOf(['pending', 'firing', 'resolved'], told['condition']) ?? alert.condition,
    attention: oneOf(['new', 'acknowledged', 'closed'], told['attention']) ?? alert.attention,
  }
}

function applyChange(state: StreamState, frame: NumberedFrame): StreamState {
  const { id } = frame.data
  const next = { ...state, coveredN: frame.n }
  if (frame.type.startsWith('workflow.')) {
    return { ...next, staleWorkflows: new Set(state.staleWorkflows).add(id) }
  }
  if (!frame.type.startsWith('alert.')) return next
  const known = state.alerts.get(id)
  const merged = known && putAlert(next, mergeChange(known, frame.data))
  return markStale(merged ?? next, id)
}

function applyNumbered(state: StreamState, frame: NumberedFrame): StreamState {
  if (state.phase === 'gap') return state
  if (state.coveredN === null) return { ...state, phase: 'gap' }
  if (state.phase === 'loading') {
    return state.held.length < heldFramesMax
      ? { ...state, held: [...state.held, frame] }
      : { ...state, phase: 'gap', held: [] }
  }
  if (frame.n <= state.coveredN) return state
  return frame.prev <= state.coveredN ? applyChange(state, frame) : { ...state, phase: 'gap' }
}

/**
 * Folds one frame. A change is applied exactly once: when nothing of this view lies between
 * what is covered and the frame, that is when its `prev` is the last one applied, or lies at
 * or below what a hello, a heartbeat or a snapshot has covered. A later `prev` is a gap.
 */
export function applyFrame(state: StreamState, frame: Frame): StreamState {
  if ('n' in frame) return applyNumbered(state, frame)
  switch (frame.type) {
    case 'hello':
      if (state.coveredN === null) {
        return { ...state, phase: 'loading', coveredN: frame.head, held: [] }
      }
      return { ...state, phase: frame.head < state.coveredN ? 'gap' : 'live' }
    case 'heartbeat':
      return state.phase === 'live' && state.coveredN !== null
        ? { ...state, coveredN: Math.max(state.coveredN, frame.upTo) }
        : state
    case 'snapshot':
      return {
        ...state,
        phase: 'live',
        coveredN: frame.upTo,
        alerts: byId(frame.alerts.filter(isOpen)),
        workflows: byId(frame.workflows),
        staleAlerts: new Set(),
        staleWorkflows: new Set(),
        held: [],
      }
    case 'reading':
      return state
  }
}

/** The open alerts have been read: they replace what was shown, then the held changes follow. */
export function applyList(state: StreamState, alerts: readonly AlertItem[]): StreamState {
  if (state.phase !== 'loading') return state
  const listed: StreamState = { ...state, phase: 'live', alerts: byId(alerts), held: [] }
  return state.held.reduce<StreamState>(applyFrame, listed)
}

/** The socket is gone; an unfinished start begins again from nothing. */
export function applyLoss(state: StreamState): StreamState {
  if (state.phase === 'live' || state.phase === 'reconnecting') {
    return { ...state, phase: 'reconnecting' }
  }
  const phase = state.phase === 'gap' ? 'gap' : 'reconnecting'
  return { ...state, phase, coveredN: null, held: [] }
}

/** Forgets the place in the log, so that the next connection reads everything again. */
export function applyGap(state: StreamState): StreamState {
  return { ...state, phase: 'gap', coveredN: null, held: [] }
}

/** Whether another alert or work explains it, so that it asks nobody. */
export const isInhibited = ({ inhibitedBy = null }: AlertItem) => inhibitedBy !== null

/** What asks most comes first: what goes on, what is over, what is shelved, what others hide. */
function urgency(alert: AlertItem): number {
  if (isInhibited(alert)) return 3
  if ((alert.shelvedUntil ?? null) !== null) return 2
  return alert.condition === 'resolved' ? 1 : 0
}

/** By urgency, then worst colour first, then newest. */
export function alertOrder(left: AlertItem, right: AlertItem): number {
  return (
    urgency(left) - urgency(right) ||
    colourRank(right.colour) - colourRank(left.colour) ||
    right.openedAt.localeCompare(left.openedAt)
  )
}
