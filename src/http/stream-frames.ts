import { z } from 'zod'
import { alertChangeTypes, evidenceKeyChangeTypes, productChangeTypes } from '../domain/alert.ts'
import { registerChangeTypes, workflowChangeTypes } from '../domain/alert.ts'
import type { Change } from '../domain/alert.ts'
import { formatInstant } from '../domain/time.ts'
import { alertSchema, alertStateSchema, alertStateView, commentView } from './alert-view.ts'
import type { ApiContext } from './api-context.ts'
import type { LiveReading, Snapshot } from './capabilities.ts'
import { timeText } from './query-shapes.ts'
import { liveReadingSchema, readingView } from './reading-view.ts'
import { workflowSchema, workflowStateSchema, workflowStateView } from './workflow-view.ts'

const n = z.int().describe('number in the change log, from 1 without gaps')
const numberedShape = { n, prev: z.int().describe('number before it in this view, 0 at first') }
const causeShape = {
  actor: z.string().describe('who: a person, or engine'),
  reason: z.string(),
}

/** Every frame of the stream; asyncapi.json is made of these. */
export const frameSchemas = {
  hello: z.object({ type: z.literal('hello'), head: z.int(), oldest: z.int() }),
  heartbeat: z.object({
    type: z.literal('heartbeat'),
    head: z.int(),
    upTo: z.int().describe('all matching changes up to it have been sent'),
  }),
  snapshot: z.object({
    type: z.literal('snapshot'),
    upTo: z.int().describe('number to go on from; the prev of the next numbered frame'),
    alerts: z.array(alertSchema).describe('open alerts'),
    workflows: z.array(workflowSchema).describe('open workflows'),
  }),
  alert: z.object({
    ...numberedShape,
    type: z.enum(alertChangeTypes),
    at: timeText,
    data: alertStateSchema.extend({
      ...causeShape,
      comment: z
        .object({ at: timeText, person: z.string(), text: z.string() })
        .optional()
        .describe('with alert.commented'),
    }),
  }),
  workflow: z.object({
    ...numberedShape,
    type: z.enum(workflowChangeTypes),
    at: timeText,
    data: workflowStateSchema.extend(causeShape),
  }),
  product: z.object({
    ...numberedShape,
    type: z.enum(productChangeTypes),
    at: timeText,
    data: z.looseObject(causeShape),
  }),
  register: z.object({
    ...numberedShape,
    type: z.enum(registerChangeTypes),
    at: timeText,
    data: z.object({
      ...{ id: z.string(), register: z.string() },
      ...{ added: z.int(), changed: z.int(), retired: z.int() },
      hash: z.string().describe('SHA-256 of the versions entered, which are not told here'),
      ...causeShape,
    }),
  }),
  evidenceKey: z.object({
    ...numberedShape,
    type: z.enum(evidenceKeyChangeTypes),
    at: timeText,
    data: z.object({
      id: z.string(),
      fingerprint: z.string().describe('SHA-256 of the public key, hex'),
      publicKey: z.string().describe('Ed25519, SPKI in DER, base64'),
      before: z.string().nullable().describe('fingerprint of the key it follows'),
      ...causeShape,
    }),
  }),
  reading: z.object({ type: z.literal('reading'), at: timeText, data: liveReadingSchema }),
}

/** A frame's text, or its UTF-8 bytes where many readers get the same. */
export type FrameText = string | Buffer

/** Texts of frames; what many readers get is written once. */
export type FrameTexts = {
  readonly change: (change: Change, prev: number) => Buffer
  readonly reading: (reading: LiveReading) => string
  /** Texts of readings are kept for one batch: who is slow has its own made again. */
  readonly nextReadings: () => void
  readonly snapshot: (snapshot: Snapshot, upTo: number) => string
}

function changeDocument(change: Change, { capabilities, catalogue }: ApiContext): object {
  const subject = capabilities.changes.subjectOf(change)
  const cause = { actor: change.actor, reason: change.reason }
  if (subject.kind === 'workflow') return { ...workflowStateView(subject.workflow), ...cause }
  if (subject.kind === 'product') return { ...subject.product, ...cause }
  if (subject.kind === 'register') return { ...subject.register, ...cause }
  if (subject.kind === 'evidence-key') return { ...subject.key, ...cause }
  const comment = change.type === 'alert.commented' ? subject.alert.comments.at(-1) : undefined
  return {
    ...alertStateView(subject.alert, catalogue),
    ...cause,
    ...(comment === undefined ? {} : { comment: commentView(comment) }),
  }
}

export const helloText = (log: { head: number; oldest: number }): string =>
  JSON.stringify({ type: 'hello', head: log.head, oldest: log.oldest })

export const heartbeatText = (head: number, upTo: number): string =>
  JSON.stringify({ type: 'heartbeat', head, upTo })

const noTexts = () => new Map<number, Buffer>()

export function createFrameTexts(context: ApiContext): FrameTexts {
  /** By the number before it: views differ in that alone, and most are the whole log. */
  const changeTexts = new WeakMap<Change, { tail: string; byPrev: Map<number, Buffer> }>()
  // Another map each time: one that is cleared goes on pointing from what it held to what it holds,
  // and once the collector counts it as old, so is all that ever passes through it.
  let readingTexts = new Map<LiveReading, string>()
  const { viewAlert, viewWorkflow, catalogue } = context
  const tailOf = (change: Change) =>
    JSON.stringify({
      type: change.type,
      at: formatInstant(change.at),
      data: changeDocument(change, context),
    }).slice(1)
  const readingText = (reading: LiveReading) =>
    JSON.stringify({
      type: 'reading',
      at: formatInstant(reading.receivedAt),
      data: readingView(reading, catalogue),
    })
  return {
    change: (change, prev) => {
      const known = changeTexts.get(change) ?? { tail: tailOf(change), byPrev: noTexts() }
      changeTexts.set(change, known)
      const { tail, byPrev } = known
      const text = byPrev.get(prev) ?? Buffer.from(`{"n":${change.n},"prev":${prev},${tail}`)
      byPrev.set(prev, text)
      return text
    },
    reading: (reading) => {
      const text = readingTexts.get(reading) ?? readingText(reading)
      readingTexts.set(reading, text)
      return text
    },
    nextReadings: () => {
      readingTexts = new Map()
    },
    snapshot: ({ alerts, workflows }, upTo) =>
      JSON.stringify({
        type: 'snapshot',
        upTo,
        alerts: alerts.map(viewAlert),
        workflows: workflows.map(viewWorkflow),
      }),
  }
}
